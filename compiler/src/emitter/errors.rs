//! The catalogue of errors that the emitter finds: what is too large for code or constants.

crate::catalogue! {
    /// What can be wrong with an analyzed form.
    pub enum EmitError: Compilation {
        TooLarge { name: String } IndexOutOfBoundsException "Method too large: {name}",
            help "The function needs more registers or instructions than a frame can have; split it.";
        TooManyConstants {} IndexOutOfBoundsException "The unit has too many constants",
            help "Large data is better read from a file at run time.";
        TooManyArguments { count: usize } IllegalArgumentException "Too many arguments: {count}",
            help "A call of a host method takes at most 255 arguments.";
        NamelessVar {} IllegalArgumentException "A var without a namespace cannot be named in code";
    }
}
