/// Paths as TensorFlow Serving and KServe's first protocol have them: `/v1/models/iris:predict`. No model's name has a colon.
enum ColonPath {
    /// Our path for the same; nil where there is no colon after a model or a version.
    static func meant(by segments: [String]) -> String? {
        guard segments.count == 3 || segments.count == 5 && segments[3] == "versions", segments[1] == "models",
            let last = segments.last, let colon = last.firstIndex(of: ":")
        else { return nil }
        let verb = segments[0] == "v2" ? "infer" : "predict"
        return "/" + (segments.dropLast() + [String(last[..<colon]), verb]).joined(separator: "/")
    }
}
