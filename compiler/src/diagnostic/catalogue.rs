//! [`catalogue!`](crate::catalogue): the macro behind the tables of errors, one table for each phase.
//!
//! A table yields an enum whose variants carry the arguments of a message as data. No text is made
//! until an error is shown. The tables stand in `reader/errors.rs` and `analyzer/errors.rs`.

/// Makes the enum of one phase's errors.
///
/// A row is `Name { argument: type, … } ExceptionClass "text with {argument}", help "…";`. The help is
/// optional. The phase is a [`Phase`](crate::diagnostic::Phase), the class an
/// [`ExceptionKind`](runtime::ExceptionKind), namely that of the exception Clojure throws.
#[macro_export]
macro_rules! catalogue {
    (
        $(#[$doc:meta])*
        $vis:vis enum $name:ident : $phase:ident {
            $( $(#[$row_doc:meta])* $row:ident { $($argument:ident : $type:ty),* $(,)? }
               $class:ident $text:literal $(, help $help:literal)? ; )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        $vis enum $name {
            $( $(#[$row_doc])* $row { $($argument: $type),* }, )*
        }

        impl $name {
            /// Every row: name, exception class, text, help. For the index in the documentation.
            #[allow(dead_code)]
            $vis const ROWS: &'static [(&'static str, ::runtime::ExceptionKind, &'static str, &'static str)] = &[
                $( (stringify!($row), ::runtime::ExceptionKind::$class, $text, concat!($($help)?)), )*
            ];
        }

        impl $crate::diagnostic::Problem for $name {
            fn name(&self) -> &'static str {
                match self { $( $name::$row { .. } => stringify!($row), )* }
            }

            fn phase(&self) -> $crate::diagnostic::Phase {
                $crate::diagnostic::Phase::$phase
            }

            fn class(&self) -> ::runtime::ExceptionKind {
                match self { $( $name::$row { .. } => ::runtime::ExceptionKind::$class, )* }
            }

            fn message(&self) -> String {
                match self { $( $name::$row { $($argument),* } => format!($text), )* }
            }

            fn help(&self) -> Option<&'static str> {
                match self { $( $name::$row { .. } => { let help: &[&str] = &[$($help)?]; help.first().copied() } )* }
            }
        }
    };
}
