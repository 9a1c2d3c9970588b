//! What the rows that cut the power, fill the disk or part the network need of a machine; where it cannot be had they are
//! skipped, and say why.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a program of the machine's; what it said against it, where it failed.
pub fn run(program: &str, words: &[&str]) -> Result<(), String> {
    let ran = Command::new(program).args(words).stdin(Stdio::null()).output();
    match ran {
        Ok(ran) if ran.status.success() => Ok(()),
        Ok(ran) => Err(format!("{program} {}: {}", words.join(" "), String::from_utf8_lossy(&ran.stderr).trim())),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

/// A program in a network of its own.
pub fn within(network: &str, program: impl AsRef<Path>) -> Command {
    // `ip netns exec` takes every mount of this machine along, and a disk of another row would stay in use by it.
    let mut command = Command::new("nsenter");
    command.arg(format!("--net=/run/netns/{network}")).arg(program.as_ref());
    command
}

/// Why this machine cannot be used so: somebody else runs this, or one of the programs is not there.
pub fn wanting(programs: &[&str]) -> Option<String> {
    // Of whom a process is, the system says in its own folder.
    if std::fs::metadata("/proc/self").map_or(1, |own| own.uid()) != 0 {
        return Some("not root".to_owned());
    }
    let is_there = |program: &str| run("sh", &["-c", &format!("command -v {program}")]).is_ok();
    let gone: Vec<&str> = programs.iter().copied().filter(|program| !is_there(program)).collect();
    (!gone.is_empty()).then(|| format!("not on this machine: {}", gone.join(", ")))
}
