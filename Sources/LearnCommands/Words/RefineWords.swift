import LearnAPI

/// A refinement in words.
enum RefineWords {
    static func lines(_ answer: RefineResponse) -> [String] {
        [
            "refining \(answer.model): job \(answer.job) goes on from version \(answer.parent) when no file waits",
            "  a file of \(answer.model) ends it; 'learnctl show \(answer.model)' tells how far it is, 'learnctl versions \(answer.model)' what it came to",
        ]
    }
}
