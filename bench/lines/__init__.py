"""Line tables: what it costs to swap one in, and the embedded one as raw numbers for the engine's benches."""
