import Core

package enum TalentMark {}
package typealias TalentID = Identifier<TalentMark>

package enum TalentState: String, Codable, Sendable, CaseIterable {
    case visible, left, expired
}

/// Why somebody looks for work.
package enum TalentReason: String, Codable, Sendable, CaseIterable {
    case laidOff = "laid_off"
    case contractEnded = "contract_ended"
    case relocating
}

/// A member who lets verified employers and ambassadors see that they look for work.
package struct TalentEntry: Sendable, Equatable {
    package let id: TalentID
    package let member: PublicName
    package let state: TalentState
    package let content: TalentContent
    package let listedAt: Timestamp
    package let expiresAt: Timestamp
    package let revision: Int64

    /// Where those who may look read it.
    package var path: String { "/talent/directory/\(id)" }
}

/// What the member says, checked.
package struct TalentContent: Sendable, Equatable {
    package var headline: String
    package var skills: [String]
    /// ISO 3166-1 alpha-2.
    package var destinations: [String]
    /// Until the member could begin.
    package var noticeWeeks: Int
    package var reason: TalentReason
}

/// Who looked at a member's entry, on which day.
package struct TalentLook: Sendable, Equatable {
    package let id: String
    package let viewer: PublicName
    package let on: CivilDay
    package let createdAt: Timestamp
}

/// What a member fills in to be listed, or to stay for sixty days more.
package struct TalentDraft: CheckedDraft, Equatable {
    package var headline: String?
    package var skills: [String]?
    package var destinations: [String]?
    package var noticeWeeks: Int?
    package var reason: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case headline, skills, destinations, noticeWeeks, reason
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> TalentContent {
        var validation = Validation()
        let weeks = noticeWeeks ?? 0
        validation.range(weeks, "noticeWeeks", 0...52)
        validation.count(skills?.count ?? 0, "skills", atMost: 12)
        validation.count(destinations?.count ?? 0, "destinations", atMost: 10)
        let content = TalentContent(
            headline: validation.text(headline, "headline", 4...120), skills: words(&validation),
            destinations: Set((destinations ?? []).map { validation.country($0, "destinations") }).sorted(),
            noticeWeeks: weeks, reason: validation.choice(reason, "reason", default: TalentReason.relocating))
        try validation.check()
        return content
    }

    private func words(_ validation: inout Validation) -> [String] {
        var words: [String] = []
        for skill in skills ?? [] {
            let word = validation.text(skill, "skills", 0...40).lowercased()
            if !word.isEmpty, !words.contains(word) { words.append(word) }
        }
        return words
    }
}
