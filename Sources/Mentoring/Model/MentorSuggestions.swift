import Core
import Matching

/// Why a mentor is suggested, with its words. Nothing of private rules, blocks or what was declined can be among it.
package enum MatchReason: Sendable, Equatable {
    case skills([String])
    /// Countries, ISO 3166-1 alpha-2.
    case moved(from: String?, to: String, year: Int)
    case pathway(id: String)
    /// Minutes a week, in the poorest of the next weeks.
    case time(minutes: Int, isEvening: Bool)
    /// BCP 47.
    case languages([String])
    /// 1, 3 or 7.
    case answers(withinDays: Int)
    case seatsFree
}

/// A mentor who is suggested to a mentee.
package struct SuggestedMentor: Sendable, Equatable {
    package let mentor: Mentor
    package let hours: Availability
    /// At most three, the weightiest first.
    package let reasons: [MatchReason]
    /// What fits least, when it fits badly.
    package let caveat: Feature?
    /// 1 to 5.
    package let band: Int
    /// So many requests are open that only the waitlist is offered.
    package let isWaitlistOnly: Bool
}

/// What a mentee is shown.
package struct MentorSuggestions: Sendable, Equatable {
    package let items: [SuggestedMentor]
    /// When there are none: which of the mentee's own must-haves could be relaxed.
    package let relaxations: [Relaxation]
}

extension MatchReason {
    /// The reason with the words of the snapshot that it was made from; `nil` when none is left.
    init?(_ reason: Explanation.Reason, _ lexicon: Lexicon) {
        switch reason {
        case .skills(let codes):
            let words = codes.prefix(3).compactMap { lexicon.skills[Int($0)] }
            guard !words.isEmpty else { return nil }
            self = .skills(words)
        case .moved(let from, let to, let year): self = .moved(from: from?.text, to: to.text, year: year)
        case .pathway(let tag):
            guard let id = lexicon.pathways[Int(tag.pathway)] else { return nil }
            self = .pathway(id: id)
        case .time(let minutes, let isEvening): self = .time(minutes: minutes, isEvening: isEvening)
        case .languages(let codes): self = .languages(codes.compactMap { lexicon.languages[Int($0)] })
        case .answers(let days): self = .answers(withinDays: days)
        case .seatsFree: self = .seatsFree
        }
    }
}

/// A suggestion as the API shows it.
package struct SuggestionRecord: Codable, Sendable {
    package enum Code: String, Codable, Sendable, CaseIterable {
        case skills = "common_skills"
        case moved = "moved_there"
        case pathway = "same_pathway"
        case time = "common_time"
        case languages = "common_languages"
        case answers = "answers_soon"
        case seatsFree = "seats_free"
    }

    /// A reason; what a code does not speak of is `null`.
    package struct Reason: Codable, Sendable, Equatable {
        package let code: Code
        package var words: [String]?
        package var from: String?
        package var to: String?
        package var year: Int?
        package var minutes: Int?
        package var isEvening: Bool?
        package var withinDays: Int?

        init(_ reason: MatchReason) {
            switch reason {
            case .skills(let skills): (code, words) = (.skills, skills)
            case .moved(let origin, let country, let since):
                (code, from, to, year) = (.moved, origin, country, since)
            case .pathway(let id): (code, words) = (.pathway, [id])
            case .time(let common, let evening): (code, minutes, isEvening) = (.time, common, evening)
            case .languages(let languages): (code, words) = (.languages, languages)
            case .answers(let days): (code, withinDays) = (.answers, days)
            case .seatsFree: code = .seatsFree
            }
        }

        /// The reason itself; `nil` where a part is missing.
        package var match: MatchReason? {
            switch code {
            case .skills: words.map { .skills($0) }
            case .moved: to.flatMap { to in year.map { .moved(from: from, to: to, year: $0) } }
            case .pathway: words?.first.map { .pathway(id: $0) }
            case .time: minutes.map { .time(minutes: $0, isEvening: isEvening ?? false) }
            case .languages: words.map { .languages($0) }
            case .answers: withinDays.map { .answers(withinDays: $0) }
            case .seatsFree: .seatsFree
            }
        }
    }

    package let mentor: MentorRecord
    package let reasons: [Reason]
    /// What fits least, when it fits badly: `time`, `skills` and so on.
    package let caveat: String?
    /// 1 to 5.
    package let band: Int
    package let isWaitlistOnly: Bool

    package init(_ suggestion: SuggestedMentor, on day: CivilDay) {
        mentor = MentorRecord(suggestion.mentor, on: day)
        reasons = suggestion.reasons.map(Reason.init)
        caveat = suggestion.caveat?.rawValue
        band = suggestion.band
        isWaitlistOnly = suggestion.isWaitlistOnly
    }
}

/// Suggestions as the API shows them.
package struct SuggestionsRecord: Codable, Sendable {
    package let items: [SuggestionRecord]
    /// `language`, `times`, `topic`: when there are no items, which of one's own must-haves could be relaxed.
    package let relaxations: [String]

    package init(_ suggestions: MentorSuggestions, on day: CivilDay) {
        items = suggestions.items.map { SuggestionRecord($0, on: day) }
        relaxations = suggestions.relaxations.map(\.rawValue)
    }
}
