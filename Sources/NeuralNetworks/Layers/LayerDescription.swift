import Domain

/// One layer of a network as an operator writes it: `conv 32 3x3 pad 1`, `max-pool 2x2`, `residual 64 stride 2`, `linear 128`, `relu`.
///
/// A network's last layer, one output a class, is not written: it is always there and grows.
public struct LayerDescription: Sendable {
    /// Every kind of layer that can be written. A new one is a file with a `LayerForm`, and its place here.
    private static let forms: [any LayerForm.Type] = [
        Linear.Form.self, Conv2D.Form.self, MaxPool2D.Form.self, AveragePool2D.Form.self, AveragePool2D.GlobalForm.self,
        GroupNorm.Form.self,
        LayerNorm.Form.self, ResidualBlock.Form.self, Dropout.Form.self, ReLU.Form.self, GELU.Form.self,
    ]

    /// What may be written, for people.
    public static var usages: [String] { forms.map { $0.usage } }

    package let form: any LayerForm

    /// - Throws: `Refusal` with the word that is not understood.
    public init(_ text: String) throws(Refusal) {
        var words = LayerWords(text)
        let word = try words.word()
        guard let kind = Self.forms.first(where: { $0.word == word }) else { throw words.refusal("'\(word)' is no layer") }
        form = try kind.init(&words)
        try words.expectEnd()
    }

    var cutsOff: Bool { type(of: form).cutsOff }
    var isReLU: Bool { form is ReLU.Form }
}
