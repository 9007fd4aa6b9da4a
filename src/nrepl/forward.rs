//! What is printed outside of every session, by threads that nobody's bindings were conveyed to, goes where it always goes, and to the
//! clients that asked for it.

use super::channel::{Channel, Output};
use super::transport::Reply;
use runtime::Thread;
use runtime::error::Result;
use runtime::sync::{Arc, Mutex, lock};
use stdlib::core_vars::CoreVars;
use stdlib::io::{TextDrain, Writer, io_error};
use vm::host::{Stream, host};

/// The clients that asked.
#[derive(Default)]
pub struct Forward(Mutex<Vec<(Reply, Arc<Channel>)>>);

impl Forward {
    /// From now on, the roots of `*out*` and `*err*` write here too.
    pub fn install(self: &Arc<Self>, t: &mut Thread) {
        let vars = CoreVars::of(t);
        for (var, output) in [(&vars.out, Output::Out), (&vars.err, Output::Err)] {
            let tee = Arc::new(Tee { forward: self.clone(), output });
            var.set_root(t, Writer::drain("java.io.PrintWriter", tee));
        }
    }

    /// Sends what is printed as answers to this message; a session asks once.
    pub fn add(&self, t: &mut Thread, reply: &Reply) {
        let channel = Arc::new(Channel::default());
        channel.answer(t, reply);
        let mut clients = lock(&self.0);
        clients.retain(|(other, _)| !other.connection.is_closed() && other.session != reply.session);
        clients.push((reply.clone(), channel));
    }

    fn each(&self, t: &mut Thread, f: impl Fn(&mut Thread, &Channel)) {
        let clients = lock(&self.0).clone();
        for (reply, channel) in clients {
            if !reply.connection.is_closed() {
                f(t, &channel);
            }
        }
    }
}

struct Tee {
    forward: Arc<Forward>,
    output: Output,
}

impl Tee {
    fn stream(&self) -> Stream {
        if self.output == Output::Out { Stream::Out } else { Stream::Err }
    }
}

impl TextDrain for Tee {
    fn write(&self, t: &mut Thread, text: &[u8]) -> Result<()> {
        let host = host(&t.runtime);
        t.blocking(|| host.write(self.stream(), text)).map_err(|e| io_error(&e, "standard output"))?;
        self.forward.each(t, |t, channel| channel.add(t, self.output, text));
        Ok(())
    }

    fn flush(&self, t: &mut Thread) -> Result<()> {
        let host = host(&t.runtime);
        t.blocking(|| host.flush(self.stream())).map_err(|e| io_error(&e, "standard output"))?;
        self.forward.each(t, |t, channel| channel.flush(t));
        Ok(())
    }
}
