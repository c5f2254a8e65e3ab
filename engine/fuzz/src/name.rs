//! Domain names as lists of labels (RFC 1035 sections 3.1 and 4.1.4).

/// The labels of a name, the first one first; the root has none.
pub type Labels = Vec<Vec<u8>>;

/// How a name is written down: its labels, where it ends, and where its pointer leads if it ends in one.
struct Written {
    labels: Labels,
    end: usize,
    pointer: Option<usize>,
}

fn written(bytes: &[u8], start: usize) -> Option<Written> {
    let (mut labels, mut at) = (Labels::new(), start);
    loop {
        let first = usize::from(*bytes.get(at)?);
        if first >= 0xC0 {
            let to = (first - 0xC0) * 256 + usize::from(*bytes.get(at + 1)?);
            return (to < start).then_some(Written {
                labels,
                end: at + 2,
                pointer: Some(to),
            });
        }
        if first > 63 {
            return None;
        }
        at += 1;
        if first == 0 {
            return Some(Written {
                labels,
                end: at,
                pointer: None,
            });
        }
        labels.push(bytes.get(at..at + first)?.to_vec());
        at += first;
        if length(&labels) > 255 {
            return None;
        }
    }
}

/// How many bytes the name takes without compression.
pub fn length(labels: &Labels) -> usize {
    labels.iter().map(|label| label.len() + 1).sum::<usize>() + 1
}

/// A name without compression at `start`, and where it ends.
pub fn plain(bytes: &[u8], start: usize) -> Option<(Labels, usize)> {
    let found = written(bytes, start)?;
    found.pointer.is_none().then_some((found.labels, found.end))
}

/// Where a name ends that nobody wants to know; a pointer in it points back, wherever that may be.
pub fn passed(bytes: &[u8], start: usize) -> Option<usize> {
    written(bytes, start).map(|found| found.end)
}

/// A name that may be compressed, and where what is written here of it ends; each pointer leads farther back.
pub fn followed(bytes: &[u8], start: usize) -> Option<(Labels, usize)> {
    let found = written(bytes, start)?;
    let mut labels = found.labels;
    if let Some(to) = found.pointer {
        labels.extend(followed(bytes, to)?.0);
    }
    (length(&labels) <= 255).then_some((labels, found.end))
}

/// Without compression, as the engine wants its names: in lower case.
pub fn wire(labels: &Labels) -> Vec<u8> {
    let mut bytes = Vec::new();
    for label in labels {
        bytes.push(label.len() as u8);
        bytes.extend(label.to_ascii_lowercase());
    }
    bytes.push(0);
    bytes
}
