import Core
import Foundation

/// The page on which an open job is applied for, and how often in a row it was not found.
package struct JobLink: Sendable {
    package let job: JobID
    package let url: String
    let failures: Int

    /// In small letters.
    package var host: String { WebAddress(url)?.host ?? "" }

    /// Between two looks (listings.md, section 4).
    static let pause = Span.days(3)
    /// After a job has opened.
    static let firstPause = Span.hours(1)
    /// Looks in a row without an answer that are as good as a page that is gone.
    static let mostFailures = 2
}

/// What a look at a link found.
package enum LinkFinding: Sendable, Equatable {
    case answered
    /// Not found, gone, or moved to a list.
    case gone
    /// No answer, or a server's error.
    case failed
    /// Nothing that says either: a page that wants no programs, or none that we ask.
    case unclear

    /// - Parameters:
    ///   - status: HTTP's.
    ///   - address: where the answer came from in the end.
    package init(status: Int, of asked: String, at address: String) {
        self =
            switch status {
            case 200..<300: Self.isList(address, insteadOf: asked) ? .gone : .answered
            case 404, 410: .gone
            case 408, 500...: .failed
            default: .unclear
            }
    }

    private static let lists: Set<String> = [
        "career", "careers", "jobs", "job", "karriere", "stellen", "stellenangebote", "vacatures", "vacancies",
        "openings", "positions", "search", "join", "join-us", "work-with-us",
    ]

    /// Whether a move went up from the advert, or to what is named as lists are.
    private static func isList(_ address: String, insteadOf asked: String) -> Bool {
        guard let (old, new) = Self.paths(asked, address), old != new else { return false }
        if let last = new.last, Self.lists.contains(last) { return !old.isEmpty }
        return new.count < old.count && old.starts(with: new)
    }

    private static func paths(_ one: String, _ other: String) -> (old: [String], new: [String])? {
        guard let old = URLComponents(string: one), let new = URLComponents(string: other) else { return nil }
        func parts(_ path: String) -> [String] { path.lowercased().split(separator: "/").map(String.init) }
        return (parts(old.path), parts(new.path))
    }
}
