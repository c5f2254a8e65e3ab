//! Load for DNS servers on one machine: queries as fast as they are answered, the floor to compare with, and floods.
//!
//! Each command ends by itself and prints one line of JSON, of which its `--help` tells the fields.

mod addresses;
mod blast;
mod cpu;
mod echo;
mod flood;
mod outgoing;
mod pace;
mod questions;
mod response;
mod syscalls;
mod tally;
mod window;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(version, about)]
struct Line {
    #[command(subcommand)]
    order: Order,
}

#[derive(Subcommand)]
enum Order {
    Blast(blast::Blast),
    Echo(echo::Echo),
    /// Be a nuisance, within bounds
    #[command(subcommand)]
    Flood(flood::Flood),
}

fn main() -> ExitCode {
    let found = match Line::parse().order {
        Order::Blast(blast) => blast.run(),
        Order::Echo(echo) => echo.run(),
        Order::Flood(flood) => flood.run(),
    };
    match found {
        Ok(told) => println!("{told}"),
        Err(error) => {
            eprintln!("load: {error:#}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
