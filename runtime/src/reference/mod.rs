//! Reference types: identities whose value changes. Watches and validators are shared by all of them.
//!
//! Does not schedule anything: who runs a future's body or a delay's thunk is the caller's business.
//! Begin with [`atom`]; [`watch`] holds what atoms, agents, refs and vars have in common.

pub mod agent;
pub mod atom;
pub mod delay;
pub mod failure;
pub mod future;
pub mod promise;
pub mod unbound;
pub mod var;
pub mod volatile;
pub mod wait;
pub mod watch;

#[cfg(all(test, not(loom)))]
mod tests;

pub use agent::Agent;
pub use atom::Atom;
pub use delay::Delay;
pub use future::Future;
pub use promise::Promise;
pub use unbound::Unbound;
pub use volatile::Volatile;
