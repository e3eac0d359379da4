import Domain

extension Form where Value == [String: HeadSpecification] {
    /// What is said of several labels, by their columns.
    static func heads() -> Form {
        let tasks = ModelSpecification.Task.allCases.map(\.rawValue).joined(separator: " or ")
        let weights = Form<Double>.number(0.001...1000)
        return Form(
            "a mapping from label columns to {task: \(tasks), weight: \(weights.description)}, either of which may be left out",
            parse: { written, base in
                guard case .mapping(let entries) = written, !entries.isEmpty else { return nil }
                var result: [String: HeadSpecification] = [:]
                for entry in entries {
                    guard !entry.name.isEmpty, let head = head(entry.value, weights, base) else { return nil }
                    result[entry.name] = head
                }
                return result
            },
            render: { heads in
                let texts = heads.sorted { $0.key < $1.key }.map { name, head in
                    let task = head.task.map { ["task: \($0.rawValue)"] } ?? []
                    let weight = head.weight == 1 ? [] : ["weight: \(weights.render(head.weight))"]
                    return "\(name): {\((task + weight).joined(separator: ", "))}"
                }
                return "{\(texts.joined(separator: ", "))}"
            }
        )
    }

    private static func head(_ text: String, _ weights: Form<Double>, _ base: String) -> HeadSpecification? {
        switch Written(word: text) {
        case .nothing: return HeadSpecification()
        case .mapping(let entries):
            var head = HeadSpecification()
            for entry in entries {
                switch entry.name {
                case "task":
                    guard let task = ModelSpecification.Task(rawValue: entry.value) else { return nil }
                    head.task = task
                case "weight":
                    guard let weight = weights.parse(.scalar(entry.value), base) else { return nil }
                    head.weight = weight
                default: return nil
                }
            }
            return head
        case .scalar, .list: return nil
        }
    }
}
