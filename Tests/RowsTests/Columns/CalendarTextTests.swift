import FoundationEssentials
import RowSamples
import Rows
import Testing

@Suite("Dates and times as people write them")
struct CalendarTextTests {
    private static func moment(_ text: String) -> Double? {
        Array(text.utf8).withUnsafeBufferPointer { CalendarText.moment($0) }
    }

    @Test(
        "say a moment, in UTC where no zone is given",
        arguments: [
            ("1970-01-01", 0), ("2024-01-31", 1_706_659_200), ("2024/01/31", 1_706_659_200), ("2024.1.31", 1_706_659_200),
            ("31.01.2024", 1_706_659_200), ("1.2.2024", 1_706_745_600), ("20240131", 1_706_659_200), ("2024-02", 1_706_745_600),
            ("2024-01-31T14:30", 1_706_711_400), ("2024-01-31 14:30:05", 1_706_711_405), ("2024-01-31t14:30:05z", 1_706_711_405),
            ("31.01.2024  14:30", 1_706_711_400), ("2024-01-31T14:30:05.25Z", 1_706_711_405.25),
            ("2024-01-31 14:30:05,5", 1_706_711_405.5), ("2024-01-31T14:30:05+02:00", 1_706_704_205),
            ("2024-01-31T14:30:05-0530", 1_706_731_205), ("2024-01-31T14:30:05+02", 1_706_704_205),
            ("2024-01-31 14:30:05 UTC", 1_706_711_405), ("2024-01-31 14:30:05 +0000", 1_706_711_405), ("20240131T143005Z", 1_706_711_405),
            ("20240131T1430", 1_706_711_400), ("2024-01-31T24:00", 1_706_745_600), ("2016-12-31T23:59:60Z", 1_483_228_800),
            ("2024-02-29", 1_709_164_800), ("1900-03-01", -2_203_891_200), ("0001-01-01", -62_135_596_800),
            ("9999-12-31T23:59:59", 253_402_300_799), ("2024-01-31 9:05", 1_706_691_900),
            ("2024-01-31T14:30:05.1234567891Z", 1_706_711_405.123456789),
        ]
    )
    func moments(text: String, expected: Double) { #expect(Self.moment(text) == expected) }

    @Test(
        "are none where the calendar has no such day, or the text may mean another one",
        arguments: [
            "", "2024", "2024-13-01", "2024-00-10", "2023-02-29", "1900-02-29", "2024-01-32", "01/02/2024", "31-01-2024", "31.01.24",
            "2024-01-31T", "2024-01-31T25:00", "2024-01-31T24:01", "2024-01-31T14", "2024-01-31T14:60", "2024-01-31 14:30 CET",
            "2024-01-31T14:30+16:00", "2024-01-31x", "2024-1", "1234-12 ", "0000-00-00", "2024-01-31T14:30:05.", "14:30:05", "20241301",
            "2024-01/31", "+2024-01-31", "2024-01-31T14:30Z+02", "99999-01-01", "202401311430", "9999-12-31T23:00-05:00",
        ]
    )
    func none(text: String) { #expect(Self.moment(text) == nil) }

    @Test("have the days that Foundation's calendar has, back and forth")
    func days() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        // Foundation's calendar is Julian before October 1582.
        for number in stride(from: -141_000, to: 160_000, by: 97) {
            let day = CalendarDay(number)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .weekday],
                from: Date(timeIntervalSince1970: Double(number) * 86_400)
            )
            #expect(day.year == parts.year && day.month == parts.month && day.day == parts.day)
            #expect(day.weekday == ((parts.weekday ?? 0) + 5) % 7)
        }
        var next = -719_162
        for year in 1...9999 {
            for month in 1...12 {
                for day in 1...CalendarDay.days(in: month, of: year) {
                    guard CalendarDay(year: year, month: month, day: day)?.number == next,
                        CalendarDay(next).text.hasSuffix("-\(day < 10 ? "0" : "")\(day)")
                    else {
                        Issue.record("\(year)-\(month)-\(day) is not day \(next)")
                        return
                    }
                    next += 1
                }
            }
        }
        #expect(CalendarDay(next - 1).text == "9999-12-31")
    }
}

@Suite("A column of dates")
struct DateColumnTests {
    @Test("is a moment to a network, and where it lies in the day, the week and the year")
    func parts() {
        // A Monday, six in the morning, the first of July: half of the year is over.
        let moment = 1_719_813_600.0
        let parts = (0..<DateColumn.parts).map { DateColumn.part($0, of: moment) }
        let expected: [Double] = [moment, 1, 0, 0, 1, 0, -1]
        #expect(DateColumn.text(moment) == "2024-07-01T06:00:00Z")
        for (part, value) in zip(parts, expected) { #expect(abs(part - value) < 1e-9, "\(parts)") }
        #expect((0..<DateColumn.parts).allSatisfy { DateColumn.part($0, of: .nan).isNaN })
        #expect(abs(DateColumn.part(3, of: 1_719_986_400) - 0.974_927_912) < 1e-9)
        // Before 1970, too: a Sunday's last second.
        #expect(DateColumn.text(-259_201) == "1969-12-28T23:59:59Z")
        #expect(abs(DateColumn.part(4, of: -259_201) - 0.623_489_802) < 1e-9)
    }

    @Test("is written and read again as what it was, in the later form alone")
    func form() throws {
        let schema = Schema(
            columns: [.init(name: "at", kind: .date), .init(name: "ms", kind: .unixMilliseconds)],
            label: "label",
            task: .classification
        )
        let table = ExampleTable(
            schema: schema,
            columns: [.numbers([0, .nan, 1_706_659_200]), .numbers([5, 6, .nan])],
            labels: .classes([0, 1, 0], names: ["p", "q"])
        )
        let rows = RowSet(table: table, batch: SampleRows.batch(0))
        let bytes = rows.encode()
        #expect(bytes[8] == 2)
        let read = try RowSet(decoding: bytes)
        #expect(read.encode() == bytes && read.schema == schema && read.meaning == rows.meaning)
    }

    @Test("of a kind that this program does not know is refused by its word")
    func unknown() throws {
        let document = #"{"columns":[{"name":"a","kind":"colour"}],"label":"b","task":"classification"}"#
        let error = #expect(throws: DecodingError.self) { try JSONDecoder().decode(Schema.self, from: Data(document.utf8)) }
        #expect("\(String(describing: error))".contains("no kind of column is named 'colour'"))
    }
}
