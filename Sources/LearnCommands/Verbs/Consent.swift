/// Whether a person agrees to what cannot be undone.
public enum Consent: Sendable {
    /// Said on the command line: `--yes`.
    case given
    /// Nobody can be asked: no terminal.
    case nobodyThere
    /// Shows the question and waits for a yes or a no.
    case asked(@Sendable (String) -> Bool)
}
