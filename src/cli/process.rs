//! Programs that a program starts.
#![expect(clippy::disallowed_methods, reason = "this is the host that the others ask")]

use runtime::sync::{Arc, Mutex, lock};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use vm::host::{Plumbing, Program, Stream};

/// How often it is looked whether a program has ended.
const POLL: Duration = Duration::from_millis(2);

type Pipe = Mutex<Option<Box<dyn Read + Send>>>;

struct Process {
    child: Mutex<Child>,
    pid: u32,
    input: Mutex<Option<ChildStdin>>,
    output: Pipe,
    errors: Pipe,
}

fn source(plumbing: &Plumbing) -> io::Result<Stdio> {
    Ok(match plumbing {
        Plumbing::Pipe => Stdio::piped(),
        Plumbing::Inherit => Stdio::inherit(),
        Plumbing::Discard => Stdio::null(),
        Plumbing::File(path) | Plumbing::Append(path) => File::open(path)?.into(),
    })
}

fn sink(plumbing: &Plumbing) -> io::Result<Stdio> {
    Ok(match plumbing {
        Plumbing::File(path) => File::create(path)?.into(),
        Plumbing::Append(path) => OpenOptions::new().create(true).append(true).open(path)?.into(),
        other => source(other)?,
    })
}

/// Starts a program.
pub fn start(program: &Program) -> io::Result<Arc<dyn vm::host::Child>> {
    let [name, arguments @ ..] = &program.command[..] else { return Err(io::ErrorKind::InvalidInput.into()) };
    let mut command = Command::new(name);
    command.args(arguments).stdin(source(&program.input)?);
    if let Some(directory) = &program.directory {
        command.current_dir(directory);
    }
    if let Some(env) = &program.env {
        command.env_clear().envs(env.iter().map(|(k, v)| (k, v)));
    }
    let mut joined = None;
    if program.merge && program.output == Plumbing::Pipe {
        let (reader, writer) = io::pipe()?;
        command.stdout(writer.try_clone()?).stderr(writer);
        joined = Some(reader);
    } else if let (true, Plumbing::File(path) | Plumbing::Append(path)) = (program.merge, &program.output) {
        let file = match program.output {
            Plumbing::Append(_) => OpenOptions::new().create(true).append(true).open(path)?,
            _ => File::create(path)?,
        };
        command.stdout(file.try_clone()?).stderr(file);
    } else {
        command.stdout(sink(&program.output)?);
        command.stderr(sink(if program.merge { &program.output } else { &program.errors })?);
    }
    let mut child = command.spawn()?;
    // The command holds our ends of a joined pipe, which would never be at its end.
    drop(command);
    let boxed = |pipe: Option<_>| pipe.map(|p| Box::new(p) as Box<dyn Read + Send>);
    let output = match joined {
        Some(reader) => Some(Box::new(reader) as Box<dyn Read + Send>),
        None => boxed(child.stdout.take()),
    };
    let errors = child.stderr.take().map(|p| Box::new(p) as Box<dyn Read + Send>);
    Ok(Arc::new(Process {
        pid: child.id(),
        input: Mutex::new(child.stdin.take()),
        output: Mutex::new(output),
        errors: Mutex::new(errors),
        child: Mutex::new(child),
    }))
}

/// The status as shells and the JVM give it: of a program that a signal ended, 128 and the signal.
fn status(exit: ExitStatus) -> i32 {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = exit.signal() {
            return 128 + signal;
        }
    }
    exit.code().unwrap_or(-1)
}

impl vm::host::Child for Process {
    fn pid(&self) -> u32 {
        self.pid
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        match &mut *lock(&self.input) {
            Some(input) => input.write_all(bytes).and_then(|()| input.flush()),
            None => Err(io::Error::new(io::ErrorKind::BrokenPipe, "Stream closed")),
        }
    }

    fn close_input(&self) {
        *lock(&self.input) = None;
    }

    fn read(&self, stream: Stream, buffer: &mut [u8]) -> io::Result<usize> {
        let pipe = if stream == Stream::Out { &self.output } else { &self.errors };
        match &mut *lock(pipe) {
            Some(pipe) => pipe.read(buffer),
            None => Ok(0),
        }
    }

    fn wait(&self, limit: Option<Duration>) -> io::Result<Option<i32>> {
        let start = Instant::now();
        // The lock is not held while waiting, so that another thread can end the program.
        loop {
            if let Some(exit) = lock(&self.child).try_wait()? {
                return Ok(Some(status(exit)));
            }
            if limit.is_some_and(|limit| start.elapsed() >= limit) {
                return Ok(None);
            }
            std::thread::sleep(POLL);
        }
    }

    fn kill(&self) -> io::Result<()> {
        lock(&self.child).kill()
    }
}
