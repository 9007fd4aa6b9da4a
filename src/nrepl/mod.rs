//! The nREPL server: editors connect, evaluate in sessions, interrupt, complete and look names up.
//!
//! It serves any runtime of the process to whoever has its socket, so the one who starts it decides who may have that. The
//! operations that only look something up are Clojure, in the namespace `lisle.nrepl`; no middleware can be added.
//!
//! Reading order: [`bencode`] (the wire), `transport` (replies), [`ops`] (what there is), [`server`], [`session`],
//! `channel` (a session's streams), `evaluate`, `printing`, `convert`.

pub mod bencode;
mod channel;
mod convert;
mod evaluate;
mod forward;
pub mod ops;
mod printing;
pub mod server;
pub mod session;
mod stop;
mod transport;

pub(crate) use evaluate::printing_error;
pub use server::Server;
