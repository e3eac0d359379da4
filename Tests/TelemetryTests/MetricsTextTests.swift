import Telemetry
import Testing

@Suite("Metrics text")
struct MetricsTextTests {
    let registry = MetricsRegistry()

    @Test("writes help, kind and value of a counter")
    func counter() async throws {
        let counter = registry.counter("learnd_files_total", help: "Files taken.")
        counter.add()
        counter.add(41)
        #expect(
            try await registry.text()
                == "# HELP learnd_files_total Files taken.\n# TYPE learnd_files_total counter\nlearnd_files_total 42\n"
        )
    }

    @Test("gives the same instrument for the same name and labels")
    func sameInstrument() {
        let one = registry.counter("a_total", help: "A.", labels: ["model": "digits"])
        let other = registry.counter("a_total", help: "A.", labels: ["model": "digits"])
        #expect(one === other)
        #expect(registry.counter("a_total", help: "A.", labels: ["model": "iris"]) !== one)
    }

    @Test("leaves out labels under which nothing was counted yet, but no metric without labels")
    func untouched() async throws {
        let counter = registry.counter("a_total", help: "A.", labels: ["model": "digits"])
        _ = registry.histogram("b_seconds", help: "B.", labels: ["model": "digits"])
        _ = registry.counter("c_total", help: "C.")
        let text = try await registry.text()
        #expect(!text.contains("digits") && text.contains("c_total 0\n"))
        counter.add()
        #expect(try await registry.text().contains("a_total{model=\"digits\"} 1\n"))
    }

    @Test("escapes quotes, backslashes and newlines in labels")
    func escaping() async throws {
        registry.gauge("g", help: "Two\nlines.", labels: ["path": "a\"b\\c\nd"]).set(1.5)
        #expect(try await registry.text() == "# HELP g Two lines.\n# TYPE g gauge\ng{path=\"a\\\"b\\\\c\\nd\"} 1.5\n")
    }

    @Test("counts durations at or under each bound, and all under +Inf")
    func histogram() async throws {
        let histogram = registry.histogram(
            "t_seconds",
            help: "T.",
            labels: ["route": "predict"],
            bounds: [.milliseconds(1), .milliseconds(10)]
        )
        for microseconds in [500, 1_000, 1_001, 20_000] as [UInt64] { histogram.observe(nanoseconds: microseconds * 1_000) }
        #expect(
            try await registry.text() == """
                # HELP t_seconds T.
                # TYPE t_seconds histogram
                t_seconds_bucket{route="predict",le="0.001"} 2
                t_seconds_bucket{route="predict",le="0.01"} 3
                t_seconds_bucket{route="predict",le="+Inf"} 4
                t_seconds_sum{route="predict"} 0.022501
                t_seconds_count{route="predict"} 4

                """
        )
    }

    @Test(
        "writes what is no number by Prometheus' names",
        arguments: [(Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (1e21, "1e+21"), (3, "3"), (-0.25, "-0.25")]
    )
    func numbers(value: Double, text: String) async throws {
        registry.gauge("g", help: "G.").set(value)
        #expect(try await registry.text().hasSuffix("\ng \(text)\n"))
    }

    @Test("reads collected values at each scrape, sorted by metric")
    func collected() async throws {
        let counter = registry.counter("b_total", help: "B.")
        registry.collect("a", help: "A.", kind: .gauge) { [Sample(["x": "1"], Double(counter.value))] }
        counter.add(7)
        #expect(try await registry.text().contains("# TYPE a gauge\na{x=\"1\"} 7\n# HELP b_total B.\n"))
    }

    @Test("reads metrics of one source together, and fails as it fails")
    func sources() async throws {
        struct Broken: Error {}
        let counter = registry.counter("b_total", help: "B.")
        registry.collect {
            counter.add()
            guard counter.value < 3 else { throw Broken() }
            return [
                CollectedMetric("c", help: "C.", Double(counter.value)), CollectedMetric("a", help: "A.", [Sample(["x": "1"], 2)]),
                CollectedMetric("d", help: "D.", []),
            ]
        }
        for count in 1...2 {
            #expect(
                try await registry.text() == """
                    # HELP a A.
                    # TYPE a gauge
                    a{x="1"} 2
                    # HELP b_total B.
                    # TYPE b_total counter
                    b_total \(count)
                    # HELP c C.
                    # TYPE c gauge
                    c \(count)
                    # HELP d D.
                    # TYPE d gauge

                    """
            )
        }
        await #expect(throws: Broken.self) { try await registry.text() }
    }

    @Test("forgets the series of what is removed, whatever other labels they have, and begins at 0 when they come again")
    func removal() async throws {
        let counter = registry.counter("a_total", help: "A.", labels: ["model": "digits", "kind": "x"])
        counter.add(5)
        registry.counter("a_total", help: "A.", labels: ["model": "iris", "kind": "digits"]).add()
        registry.histogram("b_seconds", help: "B.", labels: ["model": "digits"]).observe(nanoseconds: 1)
        registry.remove(label: "model", "digits")
        #expect(try await !registry.text().contains("model=\"digits\""))
        #expect(try await registry.text().contains("a_total{model=\"iris\",kind=\"digits\"} 1\n"))
        registry.counter("a_total", help: "A.", labels: ["model": "digits", "kind": "x"]).add()
        #expect(try await registry.text().contains("a_total{model=\"digits\",kind=\"x\"} 1\n"))
    }

    @Test("adds up what several threads count")
    func concurrency() async {
        let counter = registry.counter("c_total", help: "C.")
        let gauge = registry.gauge("g", help: "G.")
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.add()
                        gauge.add(1)
                    }
                }
            }
        }
        #expect(counter.value == 40_000 && gauge.value == 40_000)
    }
}
