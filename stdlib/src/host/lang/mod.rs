//! Package `java.lang`.

pub mod boolean;
pub mod character;
pub mod class;
pub mod enums;
pub mod math;
pub mod number;
pub mod object;
pub mod process;
pub mod reflect;
pub mod string;
pub mod string_builder;
pub mod system;
pub mod thread;
pub mod thread_builder;
pub mod thread_local;
pub mod throwable;
