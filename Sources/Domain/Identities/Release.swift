/// The release that this code is, for both programs.
public enum Release {
    public static let text = "0.1.0"
}
