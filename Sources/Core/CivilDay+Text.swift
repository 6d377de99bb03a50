extension CivilDay {
    /// Reads `2026-11-21`; `nil` for a day that no calendar has.
    package init?(_ text: String) {
        guard text.utf8.count == 10 else { return nil }
        var (year, month, day): (Int64, Int64, Int64) = (0, 0, 0)
        for (place, sign) in text.utf8.enumerated() {
            if place == 4 || place == 7 {
                guard sign == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard sign >= UInt8(ascii: "0"), sign <= UInt8(ascii: "9") else { return nil }
            let digit = Int64(sign - UInt8(ascii: "0"))
            switch place {
            case ..<4: year = year * 10 + digit
            case ..<7: month = month * 10 + digit
            default: day = day * 10 + digit
            }
        }
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
