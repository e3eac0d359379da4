/// The release that this code is, for both programs.
public enum Release {
    /// As `--version` and `GET /v1/status` tell it; recorded with every version.
    public static let text = "0.1.0"
}
