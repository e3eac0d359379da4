import Configuration
import Domain
import FoundationEssentials
import Testing

@Suite("The least probability of an answer")
struct AnswersTests {
    @Test(
        "is off, auto or a number, and is written as it is read",
        arguments: [("off", LeastProbability.off), ("no", .off), ("auto", .auto), ("0.35", .at(0.35)), ("1", .at(1))]
    )
    func forms(text: String, least: LeastProbability) throws {
        let settings = try LoadedConfiguration.settings(of: "defaults: {answers: {least_probability: \(text)}}", path: "/c.yaml")
        #expect(settings.defaults.answers.leastProbability == least)
        let encoded = try JSONEncoder().encode(settings.defaults)
        #expect(try JSONDecoder().decode(ModelSpecification.self, from: encoded) == settings.defaults)
    }

    @Test("says what may be given", arguments: ["2", "some", "-0.1", "[1]"])
    func refused(text: String) {
        let error = #expect(throws: (any Error).self) {
            try LoadedConfiguration.settings(of: "defaults: {answers: {least_probability: \(text)}}", path: "/c.yaml")
        }
        #expect("\(error!)".contains("give off, auto, or a number from 0 to 1"), "\(error!)")
    }
}
