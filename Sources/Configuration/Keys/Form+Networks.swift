import Domain
import NeuralNetworks

extension Form where Value == [String] {
    /// An image model's layers, as a list in the file and separated by commas in a variable.
    static func layers() -> Form {
        var form = Form(
            "a list of layers such as \(LayerDescription.usages.joined(separator: ", "))",
            parse: { written, _ in
                guard let items = items(written), (1...256).contains(items.count), items.allSatisfy({ (try? LayerDescription($0)) != nil })
                else { return nil }
                return items
            },
            render: { "[\($0.joined(separator: ", "))]" }
        )
        form.fault = { written in
            for item in items(written) ?? [] {
                do throws(Refusal) { _ = try LayerDescription(item) } catch { return error.what }
            }
            return nil
        }
        return form
    }

    private static func items(_ written: Written) -> [String]? {
        switch written {
        case .list(let list): list
        case .scalar(let text): ListText.items(of: text)
        default: nil
        }
    }
}

extension Form where Value == ImageShape {
    static func imageShape() -> Form {
        scalar(
            "a size such as 28x28x1: height, width (1 to \(ImageShape.longestSide)), channels (1 gray, 3 color)",
            parse: { ImageShape($0) },
            render: { $0.description }
        )
    }
}

extension Form where Value == [String: Double] {
    /// Numbers by a parameter's path or the beginning of one.
    static func numbersByPath(_ range: ClosedRange<Double>) -> Form {
        let numbers = Form<Double>.number(range)
        return Form(
            "a mapping from parameters' paths, such as layers.0, to \(numbers.description)",
            parse: { written, base in
                guard case .mapping(let entries) = written else { return written == .nothing ? [:] : nil }
                var result: [String: Double] = [:]
                for entry in entries {
                    guard let number = numbers.parse(.scalar(entry.value), base) else { return nil }
                    result[entry.name] = number
                }
                return result
            },
            render: { values in
                "{\(values.sorted { $0.key < $1.key }.map { "\($0.key): \(numbers.render($0.value))" }.joined(separator: ", "))}"
            }
        )
    }
}
