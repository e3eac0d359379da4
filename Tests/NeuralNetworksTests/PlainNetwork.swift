import Domain
import Glibc
import NeuralNetworks

/// The layers' twin in double precision, written as their formulas read: what the fast ones are held against, and by central differences their
/// ways back.
struct PlainNetwork {
    let sample: Sample
    let network: Network

    init(_ sample: Sample) {
        self.sample = sample
        network = sample.network
    }

    /// A row between two layers.
    struct Row {
        var extent: Extent
        var values: [Double]

        subscript(y: Int, x: Int, channel: Int) -> Double {
            get { values[(y * extent.width + x) * extent.channels + channel] }
            set { values[(y * extent.width + x) * extent.channels + channel] = newValue }
        }

        /// 0 outside.
        func padded(_ y: Int, _ x: Int, _ channel: Int) -> Double {
            (0..<extent.height).contains(y) && (0..<extent.width).contains(x) ? self[y, x, channel] : 0
        }
    }

    /// - Parameter parameters: Flat, as the network stores them.
    func outputs(_ inputs: [Double], _ parameters: [Double]) -> [Double] {
        var row = Row(extent: sample.input, values: inputs)
        func weights(_ path: String) -> [Double]? {
            network.parameters.first { $0.path == path }.map { Array(parameters[$0.offset..<$0.offset + $0.count]) }
        }
        for (place, text) in sample.layers.enumerated() {
            guard let layer = try? LayerDescription(text) else { preconditionFailure(text) }
            let path = "layers.\(place)"
            switch layer.form {
            case let form as Linear.Form: row = linear(row, form.units, weights(path + ".weight")!, weights(path + ".bias")!)
            case let form as Conv2D.Form: row = conv(row, form, weights(path + ".weight")!, weights(path + ".bias"))
            case let form as MaxPool2D.Form:
                row = pool(row, form.window) { window in window.compactMap(\.self).max()! }
            case let form as AveragePool2D.Form:
                row = pool(row, form.window) { window in window.reduce(0) { $0 + ($1 ?? 0) } / Double(window.count) }
            case is AveragePool2D.GlobalForm:
                row = pool(row, .init(height: row.extent.height, width: row.extent.width, stride: 99, padding: 0)) { window in
                    window.reduce(0) { $0 + $1! } / Double(window.count)
                }
            case let form as GroupNorm.Form: row = groupNorm(row, form.groups, weights(path + ".weight")!, weights(path + ".bias")!)
            case is LayerNorm.Form: row = layerNorm(row, weights(path + ".weight")!, weights(path + ".bias")!)
            case let form as ResidualBlock.Form:
                row = residual(row, form.channels, form.stride, form.groups) { weights("\(path).\($0)") }
            case is Dropout.Form: break
            case is ReLU.Form: row.values = row.values.map { max(0, $0) }
            case is GELU.Form: row.values = row.values.map { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) }
            default: preconditionFailure("'\(text)' has no twin")
            }
        }
        return row.values
    }

    private func linear(_ row: Row, _ units: Int, _ weight: [Double], _ bias: [Double]) -> Row {
        Row(
            extent: Extent(features: units),
            values: (0..<units).map { unit in row.values.indices.reduce(bias[unit]) { $0 + row.values[$1] * weight[$1 * units + unit] } }
        )
    }

    private func conv(_ row: Row, _ c: Conv2D.Form, _ weight: [Double], _ bias: [Double]?) -> Row {
        let (channels, outputs) = (row.extent.channels / c.groups, c.channels / c.groups)
        let extent = Extent(
            height: (row.extent.height + 2 * c.padding - c.kernelHeight) / c.stride + 1,
            width: (row.extent.width + 2 * c.padding - c.kernelWidth) / c.stride + 1,
            channels: c.channels
        )
        var result = Row(extent: extent, values: [Double](repeating: 0, count: extent.count))
        for y in 0..<extent.height {
            for x in 0..<extent.width {
                for output in 0..<c.channels {
                    let group = output / outputs
                    var sum = bias?[output] ?? 0
                    for ky in 0..<c.kernelHeight {
                        for kx in 0..<c.kernelWidth {
                            for channel in 0..<channels {
                                let place = (((group * c.kernelHeight + ky) * c.kernelWidth + kx) * channels + channel) * outputs
                                sum +=
                                    row.padded(y * c.stride + ky - c.padding, x * c.stride + kx - c.padding, group * channels + channel)
                                    * weight[place + output % outputs]
                            }
                        }
                    }
                    result[y, x, output] = sum
                }
            }
        }
        return result
    }

    /// - Parameter value: Of a window; nil where it lies outside.
    private func pool(_ row: Row, _ p: PoolingWindow, _ value: ([Double?]) -> Double) -> Row {
        let extent = Extent(
            height: (row.extent.height + 2 * p.padding - p.height) / p.stride + 1,
            width: (row.extent.width + 2 * p.padding - p.width) / p.stride + 1,
            channels: row.extent.channels
        )
        var result = Row(extent: extent, values: [Double](repeating: 0, count: extent.count))
        for y in 0..<extent.height {
            for x in 0..<extent.width {
                for channel in 0..<extent.channels {
                    var window: [Double?] = []
                    for ky in 0..<p.height {
                        for kx in 0..<p.width {
                            let (fromY, fromX) = (y * p.stride + ky - p.padding, x * p.stride + kx - p.padding)
                            let isInside = (0..<row.extent.height).contains(fromY) && (0..<row.extent.width).contains(fromX)
                            window.append(isInside ? row[fromY, fromX, channel] : nil)
                        }
                    }
                    result[y, x, channel] = value(window)
                }
            }
        }
        return result
    }

    /// Standardizes the values at some places and scales them by their channels.
    private func normalize(_ row: inout Row, _ places: [Int], _ scale: [Double], _ shift: [Double]) {
        let values = places.map { row.values[$0] }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        for place in places {
            let channel = place % row.extent.channels
            row.values[place] = (row.values[place] - mean) / (variance + 1e-5).squareRoot() * scale[channel] + shift[channel]
        }
    }

    private func groupNorm(_ row: Row, _ groups: Int, _ scale: [Double], _ shift: [Double]) -> Row {
        var result = row
        let each = row.extent.channels / groups
        for group in 0..<groups {
            normalize(&result, row.values.indices.filter { $0 % row.extent.channels / each == group }, scale, shift)
        }
        return result
    }

    private func layerNorm(_ row: Row, _ scale: [Double], _ shift: [Double]) -> Row {
        var result = row
        for pixel in 0..<row.extent.pixels {
            normalize(&result, Array(pixel * row.extent.channels..<(pixel + 1) * row.extent.channels), scale, shift)
        }
        return result
    }

    private func residual(_ row: Row, _ channels: Int, _ stride: Int, _ groups: Int, _ weights: (String) -> [Double]?) -> Row {
        func convolved(_ row: Row, _ name: String, kernel: Int, stride: Int) -> Row {
            conv(
                row,
                .init(channels: channels, kernelHeight: kernel, kernelWidth: kernel, stride: stride, padding: kernel / 2, groups: 1),
                weights(name + ".weight")!,
                nil
            )
        }
        var body = groupNorm(convolved(row, "conv1", kernel: 3, stride: stride), groups, weights("norm1.weight")!, weights("norm1.bias")!)
        body.values = body.values.map { max(0, $0) }
        body = groupNorm(convolved(body, "conv2", kernel: 3, stride: 1), groups, weights("norm2.weight")!, weights("norm2.bias")!)
        var shortcut = row
        if let scale = weights("shortcut.norm.weight") {
            shortcut = groupNorm(
                convolved(row, "shortcut.conv", kernel: 1, stride: stride),
                groups,
                scale,
                weights("shortcut.norm.bias")!
            )
        }
        return Row(extent: body.extent, values: zip(body.values, shortcut.values).map { max(0, $0 + $1) })
    }
}

/// The slope of `function` at `point`, component by component: (f(x + h) − f(x − h)) / 2h.
func centralDifferences(at point: [Double], places: [Int], step: Double = 1e-6, of function: ([Double]) -> Double) -> [Double] {
    places.map { place in
        var moved = point
        moved[place] = point[place] + step
        let above = function(moved)
        moved[place] = point[place] - step
        return (above - function(moved)) / (2 * step)
    }
}
