//! [`Builder`]: what a runtime is made with.

use super::context::CLASSES;
use super::core::Core;
use super::error::{Error, ErrorKind, Result};
use super::host::{self, Clock, Streams};
use super::library::Library;
use super::permissions::Permissions;
use super::runtime::Runtime;
use runtime::limits::{Limits, Meter};
use runtime::sync::Arc;
use std::io::{Read, Write};
use std::time::Duration;
use stdlib::boot::{Setup, boot};
use stdlib::concurrent::agents::PoolSizes;
use stdlib::concurrent::launch::RuntimeName;

/// How many threads of the system a runtime works with. What is not given is as in Clojure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Executors {
    /// For how many processors it plans: that many threads carry its virtual threads, and two more are the pool of `send`.
    pub processors: Option<usize>,
    /// Threads of the pool of `send`.
    pub send: Option<usize>,
    /// Threads at most of the pool of `send-off` and futures. Tasks beyond that wait for a thread; so tasks that
    /// wait for each other may wait for ever where there are too few.
    pub send_off: Option<usize>,
    /// How long a thread of that pool stays without a task.
    pub keep_alive: Option<Duration>,
}

/// Makes a [`Runtime`]. Without more it may touch nothing outside, is not limited, and its output is dropped.
#[derive(Default)]
pub struct Builder {
    name: Option<String>,
    class_path: Vec<String>,
    limits: Limits,
    call_limits: Limits,
    permissions: Permissions,
    streams: Streams,
    clock: Option<Box<dyn Clock>>,
    library: Library,
    executors: Executors,
}

impl Builder {
    /// What the runtime is called by errors, editors, and the system's tools, which see its threads.
    pub fn name(mut self, name: impl Into<String>) -> Builder {
        self.name = Some(name.into());
        self
    }

    /// Directories that namespaces are loaded from, in order. They must be readable: see [`Permissions::allow_read`].
    pub fn class_path<S: Into<String>>(mut self, paths: impl IntoIterator<Item = S>) -> Builder {
        self.class_path = paths.into_iter().map(Into::into).collect();
        self
    }

    /// How much the runtime may use in its whole life, with all its threads.
    pub fn limits(mut self, limits: Limits) -> Builder {
        self.limits = limits;
        self
    }

    /// How much each call from the host may use, with what it starts.
    pub fn limits_per_call(mut self, limits: Limits) -> Builder {
        self.call_limits = limits;
        self
    }

    /// What the runtime may touch outside.
    pub fn permissions(mut self, permissions: Permissions) -> Builder {
        self.permissions = permissions;
        self
    }

    /// Where `*out*` goes.
    pub fn output(mut self, out: impl Write + Send + 'static) -> Builder {
        self.streams.out = Some(Box::new(out));
        self
    }

    /// Where `*err*` goes.
    pub fn errors(mut self, err: impl Write + Send + 'static) -> Builder {
        self.streams.err = Some(Box::new(err));
        self
    }

    /// Where `*in*` comes from.
    pub fn input(mut self, input: impl Read + Send + 'static) -> Builder {
        self.streams.input = Some(Box::new(input));
        self
    }

    /// Streams that are not given are those of the process.
    pub fn inherit_streams(mut self) -> Builder {
        self.streams.inherit = true;
        self
    }

    /// Where the runtime gets the time from, in place of the system.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Builder {
        self.clock = Some(Box::new(clock));
        self
    }

    /// The standard library, in place of the one in this program.
    pub fn library(mut self, library: Library) -> Builder {
        self.library = library;
        self
    }

    /// How many threads it works with. [`Limits::threads`] is what it cannot exceed.
    pub fn executors(mut self, executors: Executors) -> Builder {
        self.executors = executors;
        self
    }

    /// Makes the runtime.
    pub fn build(self) -> Result<Runtime> {
        let failed = |message: String| Error::of_kind(ErrorKind::Lifecycle, "java.lang.RuntimeException", message);
        let image =
            self.library.index().map_err(|e| failed(format!("The image of the standard library is damaged: {e}")))?;
        let Executors { processors, send, send_off, keep_alive } = self.executors;
        let processors = processors.map(|n| n.max(1));
        let host = host::host(self.streams, self.clock, processors, self.permissions);
        let first = boot(Setup { host, class_path: self.class_path, image: Some(image) })
            .map_err(|e| failed(format!("The standard library could not be loaded: {e}")))?;
        let name = self.name.unwrap_or_else(|| "runtime".into());
        first.runtime.set_extension(Arc::new(RuntimeName(name.clone())));
        first.runtime.set_extension(Arc::new(PoolSizes { send, send_off, keep_alive }));
        first.runtime.classes.define(&CLASSES);
        if !self.limits.is_unlimited() {
            let meter = Meter::new(&self.limits, None, first.now(), 0);
            first.runtime.set_meter(meter);
        }
        let core = Core::new(name, first, self.call_limits);
        Ok(Runtime::new(core))
    }
}
