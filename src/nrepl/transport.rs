//! Where replies go: a connection, and the message that they answer.

use super::bencode::{Bencode, Dict, encode_dict};
use runtime::Thread;
use runtime::sync::Arc;
use vm::host::Connection;

/// The id and session that every reply to a message repeats, and its connection.
#[derive(Clone)]
pub struct Reply {
    pub connection: Arc<dyn Connection>,
    pub id: Option<Bencode>,
    /// None where the message named no session and needs none.
    pub session: Option<String>,
}

impl Reply {
    /// Sends a reply. A client that has gone away does not hear it.
    pub fn send(&self, t: &mut Thread, mut message: Dict) {
        if let Some(id) = &self.id {
            message.insert("id".into(), id.clone());
        }
        if let Some(session) = &self.session {
            message.insert("session".into(), session.as_str().into());
        }
        let mut bytes = Vec::new();
        encode_dict(&message, &mut bytes);
        let _ = t.blocking(|| self.connection.write(&bytes));
    }

    /// Sends the last reply to a message: these statuses are added to its own, and `done` to them.
    pub fn finish(&self, t: &mut Thread, mut message: Dict, status: &[&str]) {
        let own = message.entry("status".into()).or_insert_with(|| Bencode::List(Vec::new()));
        if let Bencode::List(own) = own {
            own.extend(status.iter().chain(&["done"]).map(|s| Bencode::from(*s)));
        }
        self.send(t, message);
    }

    /// Sends a reply that has only a status.
    pub fn status(&self, t: &mut Thread, status: &[&str]) {
        self.send(t, dict([("status", statuses(status))]));
    }
}

/// A list of statuses.
pub fn statuses(status: &[&str]) -> Bencode {
    Bencode::List(status.iter().map(|s| Bencode::from(*s)).collect())
}

/// A message of these parts.
pub fn dict<const N: usize>(parts: [(&str, Bencode); N]) -> Dict {
    parts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
