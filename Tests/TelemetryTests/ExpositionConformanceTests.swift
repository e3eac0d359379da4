import Glibc
import Telemetry
import Testing

/// The grammar of the text format, read strictly: https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
@Suite("Exposition format")
struct ExpositionConformanceTests {
    @Test("each line is HELP, TYPE or a sample; a metric's lines stand together, TYPE before samples")
    func grammar() async throws {
        let registry = MetricsRegistry()
        ProcessMetrics.register(in: registry)
        registry.counter("learnd_http_requests_total", help: "Requests.", labels: ["route": "/v1/models/{m}", "code": "200"]).add()
        registry.counter("learnd_http_requests_total", help: "Requests.", labels: ["route": "odd \"\\\n", "code": "404"]).add()
        registry.histogram("learnd_http_request_duration_seconds", help: "Time.").observe(nanoseconds: 12_345)
        let text = try await registry.text()
        #expect(text.last == "\n")
        let comment = /# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)/
        let sample =
            /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)*\})? ([+-]?[0-9.]+(e[+-]?[0-9]+)?|NaN|[+-]Inf)/
        var family = ""
        var seen: Set<String> = []
        var typed: Set<String> = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if let match = line.wholeMatch(of: comment) {
                let name = String(match.2)
                if match.1 == "TYPE" {
                    #expect(["counter", "gauge", "histogram"].contains(String(match.3)))
                    typed.insert(name)
                } else {
                    #expect(seen.insert(name).inserted, "\(name) comes twice")
                }
                family = name
            } else {
                let match = try #require(line.wholeMatch(of: sample), "'\(line)' is no sample")
                #expect(typed.contains(family))
                #expect([family, family + "_bucket", family + "_sum", family + "_count"].contains(String(match.1)))
            }
        }
    }

    @Test("a process tells what Prometheus' own clients tell of theirs, in their units")
    func process() async throws {
        let registry = MetricsRegistry()
        ProcessMetrics.register(in: registry)
        let text = try await registry.text()
        func value(_ name: String) throws -> Double {
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + " ") }, "\(name) is not there")
            return try #require(Double(line.dropFirst(name.utf8.count + 1)))
        }
        let (resident, virtual) = (try value("process_resident_memory_bytes"), try value("process_virtual_memory_bytes"))
        #expect(resident > 1_000_000 && virtual >= resident)
        let (open, most) = (try value("process_open_fds"), try value("process_max_fds"))
        #expect(open >= 3 && most >= open)
        #expect(try value("process_cpu_seconds_total") > 0)
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let age = Double(now.tv_sec) - (try value("process_start_time_seconds"))
        #expect((-1...86_400).contains(age), "\(age)")
    }
}
