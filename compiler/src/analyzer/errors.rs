//! The catalogue of errors that the analyzer finds. The words are Clojure's wherever Clojure has the error.

crate::catalogue! {
    /// What can be wrong with a form.
    pub enum AnalyzeError: CompileSyntaxCheck {
        // Names.
        UnresolvedSymbol { name: String } RuntimeException "Unable to resolve symbol: {name} in this context",
            help "No local, var or class of this name is visible here.";
        UnresolvedVar { name: String } RuntimeException "Unable to resolve var: {name} in this context",
            help "No var of this name is visible here.";
        NoSuchNamespace { ns: String } RuntimeException "No such namespace: {ns}",
            help "Neither an alias of the current namespace nor a loaded namespace has this name.";
        NoSuchVar { name: String } RuntimeException "No such var: {name}",
            help "The namespace has no var of this name.";
        UnresolvedClass { name: String } IllegalArgumentException "Unable to resolve classname: {name}",
            help "The class has to be imported or named in full.";
        ClassNotFound { name: String } ClassNotFoundException "{name}",
            help "No class of this name is known.";
        MacroValue { name: String } RuntimeException "Can't take value of a macro: {name}",
            help "A macro can only be called.";
        NotPublic { name: String } IllegalStateException "var: {name} is not public",
            help "The var is private to its namespace; `#'` reaches it all the same.";
        NoStaticField { field: String, class: String }
            RuntimeException "Unable to find static field: {field} in class {class}";
        NoMethodValue { kind: String, method: String, class: String }
            IllegalArgumentException "Error - no matches found for {kind} method {method} in class {class}";
        NoStaticMethod { method: String, count: usize, class: String }
            IllegalArgumentException "No matching method {method} found taking {count} args for class {class}";
        NoProtocolArity { method: String, interface: String, name: String, protocol: String }
            IllegalArgumentException "No single method: {method} of interface: {interface} found for function: {name} of protocol: {protocol}";
        AmbiguousMethod { method: String } IllegalArgumentException "More than one matching method found: {method}";
        NoConstructor { class: String } IllegalArgumentException "No matching ctor found for class {class}";
        AlreadyRefers { name: String, var: String, ns: String }
            IllegalStateException "{name} already refers to: {var} in namespace: {ns}";

        // Calls.
        CallNil { form: String } IllegalArgumentException "Can't call nil, form: {form}";
        MalformedMember {} IllegalArgumentException "Malformed member expression, expecting (.member target ...)";
        MalformedDot {} IllegalArgumentException "Malformed member expression, expecting (. target member ...)";
        MalformedMemberName {} IllegalArgumentException "Malformed member expression";
        MalformedNew {} RuntimeException "wrong number of arguments, expecting: (new Classname args...)";
        TooDeep {} StackOverflowError "The form is nested too deeply",
            help "Forms may nest about a thousand levels; long chains can be split into functions.";
        CannotCast { from: String, to: String } ClassCastException "class {from} cannot be cast to class {to}";
        FormEnds { what: String } IllegalArgumentException "Malformed special form: {what}";

        // if, def, quote, var, throw, set!
        IfTooMany {} RuntimeException "Too many arguments to if";
        IfTooFew {} RuntimeException "Too few arguments to if";
        DefTooMany {} RuntimeException "Too many arguments to def";
        DefTooFew {} RuntimeException "Too few arguments to def";
        DefSymbol {} RuntimeException "First argument to def must be a Symbol";
        DefNoVar {} RuntimeException "Can't refer to qualified var that doesn't exist";
        DefElsewhere {} RuntimeException "Can't create defs outside of current ns";
        QuoteArity { count: usize } ExceptionInfo "Wrong number of args ({count}) passed to quote";
        ThrowTooMany {} RuntimeException "Too many arguments to throw, throw expects a single Throwable instance";
        ThrowTooFew {} RuntimeException "Too few arguments to throw, throw expects a single Throwable instance";
        MalformedSet {} IllegalArgumentException "Malformed assignment, expecting (set! target val)";
        SetTarget {} IllegalArgumentException "Invalid assignment target";
        SetImmutable { name: String } IllegalArgumentException "Cannot assign to non-mutable: {name}",
            help "Only vars with thread bindings and mutable fields of a deftype, in its own methods, can be set.";

        // Bindings and functions.
        BindingVector {} IllegalArgumentException "Bad binding form, expected vector";
        BindingPairs {} IllegalArgumentException "Bad binding form, expected matched symbol expression pairs";
        BindingSymbol { found: String } IllegalArgumentException "Bad binding form, expected symbol, got: {found}";
        LetQualified { name: String } RuntimeException "Can't let qualified name: {name}";
        HintedPrimitive {} UnsupportedOperationException "Can't type hint a local with a primitive initializer";
        ParamSymbol {} IllegalArgumentException "fn params must be Symbols";
        ParamQualified { name: String } RuntimeException "Can't use qualified name as parameter: {name}";
        UnexpectedParam {} RuntimeException "Unexpected parameter";
        TooManyParams {} RuntimeException "Can't specify more than 20 params";
        SameArity {} RuntimeException "Can't have 2 overloads with same arity";
        TwoVariadic {} RuntimeException "Can't have more than 1 variadic overload";
        FixedAboveVariadic {}
            RuntimeException "Can't have fixed arity function with more params than variadic function";
        PrimitiveParams {} IllegalArgumentException "fns taking primitives support only 4 or fewer args";
        PrimitiveVariadic {} RuntimeException "fns taking primitives cannot be variadic";
        PrimitiveReturn { expected: String, found: String }
            IllegalArgumentException "Mismatched primitive return, expected: {expected}, had: {found}";
        PrimitiveKind {} IllegalArgumentException "Only long and double primitives are supported";

        // recur, try, case
        RecurNotTail {} UnsupportedOperationException "Can only recur from tail position",
            help "Nothing may be left to do after `recur`.";
        RecurAcrossTry {} UnsupportedOperationException "Cannot recur across try",
            help "The loop has to stand inside the `try`, or the `try` in a function of its own.";
        RecurCount { expected: usize, found: usize }
            IllegalArgumentException "Mismatched argument count to recur, expected: {expected} args, got: {found}";
        RecurPrimitive { name: String, found: String, needed: String }
            IllegalArgumentException " recur arg for primitive local: {name} is not matching primitive, had: {found}, needed: {needed}";
        AfterCatch {} RuntimeException "Only catch or finally clause can follow catch in try expression";
        FinallyLast {} RuntimeException "finally clause must be last in try expression";
        CaseDuplicate { constant: String } IllegalArgumentException "Duplicate case test constant: {constant}";

        // Types.
        MethodWithoutThis { name: String } IllegalArgumentException "Must supply at least one argument for 'this' in: {name}";
        MethodNotInInterfaces { name: String } IllegalArgumentException "Can't define method not in interfaces: {name}";
        OnlyInterfaces { class: String } IllegalArgumentException "only interfaces are supported, had: {class}";
        FieldSymbol { class: String, found: String }
            AssertionError "defrecord and deftype fields must be symbols, {class} had: {found}";
        DuplicateField { name: String, class: String } LinkageError "Duplicate field name \"{name}\" in class {class}";
        DuplicateMethod { name: String, class: String } LinkageError "Duplicate method name \"{name}\" in class {class}";
    }
}
