//! The catalogue of read errors. The words are Clojure's wherever Clojure has the error.

crate::catalogue! {
    /// What can be wrong with source text.
    pub enum ReadError: ReadSource {
        // The end of the text.
        Eof {} RuntimeException "EOF while reading",
            help "The text ends where a form is expected.";
        EofInForm { line: u32 } RuntimeException "EOF while reading, starting at line {line}",
            help "A form that begins here is never closed.";
        EofInString {} RuntimeException "EOF while reading string",
            help "A string that begins here is never closed.";
        EofInRegex {} RuntimeException "EOF while reading regex",
            help "A regular expression that begins here is never closed.";
        EofInCharacter {} RuntimeException "EOF while reading character";

        // Delimiters and literals.
        UnmatchedDelimiter { delimiter: char } RuntimeException "Unmatched delimiter: {delimiter}",
            help "No form that is open here is closed by this delimiter.";
        OddMap {} RuntimeException "Map literal must contain an even number of forms",
            help "Each key needs a value.";
        OddNamespacedMap {} RuntimeException "Namespaced map literal must contain an even number of forms",
            help "Each key needs a value.";
        InvalidToken { token: String } RuntimeException "Invalid token: {token}";
        InvalidNumber { message: String } NumberFormatException "{message}";
        NumberArithmetic { message: String } ArithmeticException "{message}";
        NumberArgument { message: String } IllegalArgumentException "{message}";
        InvalidDigit { digit: char } IllegalArgumentException "Invalid digit: {digit}";
        InvalidLength { actual: usize, expected: usize }
            IllegalArgumentException "Invalid character length: {actual}, should be: {expected}";
        InvalidUnicodeEscape { found: char } RuntimeException "Invalid unicode escape: \\u{found}",
            help "`\\u` is followed by four hexadecimal digits.";
        InvalidUnicodeCharacter { token: String } IllegalArgumentException "Invalid unicode character: \\{token}",
            help "`\\u` is followed by four hexadecimal digits.";
        InvalidCharacterConstant { code: String } RuntimeException "Invalid character constant: \\u{code}",
            help "A surrogate is half of a character.";
        OctalRange {} RuntimeException "Octal escape sequence must be in range [0, 377].";
        OctalLength { length: usize } RuntimeException "Invalid octal escape sequence length: {length}";
        UnsupportedEscape { found: char } RuntimeException "Unsupported escape character: \\{found}",
            help "The escapes are \\t \\r \\n \\\\ \\\" \\b \\f, octal \\123 and unicode \\u1234.";
        UnsupportedCharacter { token: String } RuntimeException "Unsupported character: \\{token}",
            help "The named characters are newline, space, tab, backspace, formfeed and return.";
        UnknownSymbolicValue { name: String } RuntimeException "Unknown symbolic value: ##{name}",
            help "The symbolic values are ##Inf, ##-Inf and ##NaN.";
        NotSymbolic { form: String } RuntimeException "Invalid token: ##{form}";

        // Metadata.
        BadMeta {} IllegalArgumentException "Metadata must be Symbol,Keyword,String,Vector or Map";
        BadEdnMeta {} IllegalArgumentException "Metadata must be Symbol,Keyword,String or Map";
        MetaTarget {} IllegalArgumentException "Metadata can only be applied to IMetas",
            help "Numbers, strings, characters, keywords, booleans and nil carry no metadata.";

        // Function literals and syntax quote.
        NestedFn {} IllegalStateException "Nested #()s are not allowed",
            help "One of the two has to be written with `fn`.";
        BadArgument {} IllegalStateException "arg literal must be %, %& or %integer";
        SpliceNotInList {} IllegalStateException "splice not in list";

        // Dispatch and tags.
        Unreadable {} RuntimeException "Unreadable form",
            help "`#<` begins the printed form of an object that cannot be read back.";
        TagNotSymbol {} RuntimeException "Reader tag must be a symbol";
        NoReaderFunction { tag: String } RuntimeException "No reader function for tag {tag}";
        NoDispatchMacro { found: char } RuntimeException "No dispatch macro for: {found}";
        InvalidLeading { found: char } RuntimeException "Invalid leading character: {found}";
        InvalidConstituent { found: char } RuntimeException "Invalid constituent character: {found}";
        ConstructorDisallowed {}
            RuntimeException "Record construction syntax can only be used when *read-eval* == true";
        UnreadableConstructor { class: String }
            RuntimeException "Unreadable constructor form starting with \"#{class}\"";
        EvalDisallowed {} RuntimeException "EvalReader not allowed when *read-eval* is false.";
        ReadingDisallowed {} RuntimeException "Reading disallowed - *read-eval* bound to :unknown";

        // Namespaced maps.
        NoMapNamespace {} RuntimeException "Namespaced map must specify a namespace";
        BadMapNamespace { form: String } RuntimeException "Namespaced map must specify a valid namespace: {form}";
        NoNamespacedMap {} RuntimeException "Namespaced map must specify a map";
        UnknownAlias { alias: String } RuntimeException "Unknown auto-resolved namespace alias: {alias}";

        // Reader conditionals.
        ConditionalDisallowed {} RuntimeException "Conditional read not allowed",
            help "Reader conditionals are allowed in .cljc files and with {:read-cond :allow}.";
        ConditionalNotList {} RuntimeException "read-cond body must be a list";
        ConditionalOdd {} RuntimeException "read-cond requires an even number of forms.";
        ConditionalOddFrom { line: u32 }
            RuntimeException "read-cond starting on line {line} requires an even number of forms";
        FeatureNotKeyword { form: String } RuntimeException "Feature should be a keyword: {form}";
        ReservedFeature { feature: String } RuntimeException "Feature name {feature} is reserved.";
        SpliceAtTop {} RuntimeException "Reader conditional splicing not allowed at the top level.";
        SpliceNotSequential {}
            RuntimeException "Spliced form list in read-cond-splicing must implement java.util.List";

        // Limits.
        TooDeep { limit: usize } StackOverflowError "Forms are nested more than {limit} levels deep";
        TooLong {} OutOfMemoryError "The source text is too long";
    }
}
