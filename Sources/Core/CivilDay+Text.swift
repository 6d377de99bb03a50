extension CivilDay {
    /// Reads `2026-11-21`; `nil` for a day that no calendar has.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
        guard CivilDay(daysSince1970: daysSince1970) == self else { return nil }
    }

    /// The day of an instant, in UTC.
    package init(_ time: Timestamp) {
        self.init(daysSince1970: time.milliseconds.flooredDivision(by: 86_400_000).quotient)
    }

    /// As many days later.
    package func adding(_ days: Int) -> CivilDay { CivilDay(daysSince1970: daysSince1970 + Int64(days)) }

    /// Days from `earlier` to this one.
    package func days(since earlier: CivilDay) -> Int { Int(daysSince1970 - earlier.daysSince1970) }

    /// Midnight at its beginning, in UTC.
    package var start: Timestamp { Timestamp(milliseconds: daysSince1970 * 86_400_000) }
}

extension CivilDay: Hashable, Comparable {
    package static func < (a: Self, b: Self) -> Bool { a.daysSince1970 < b.daysSince1970 }

    package func hash(into hasher: inout Hasher) { hasher.combine(daysSince1970) }
}

/// `YYYY-MM-DD` in JSON.
extension CivilDay: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let day = CivilDay(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a day")
        }
        self = day
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
