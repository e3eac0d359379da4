import ArgumentParser
import LearnCommands

/// Why, and whether a person has agreed: the options of verbs that take versions away.
struct ModelChangeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Why, for the model's history.", valueName: "text"))
    var reason: String?

    @Flag(help: "Do not ask.")
    var yes = false

    var consent: Consent {
        if yes { return .given }
        let console = Console.standard(environment: [:])
        return console.traits.asks ? .asked { console.ask($0) ?? false } : .nobodyThere
    }
}
