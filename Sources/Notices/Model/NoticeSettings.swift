import Core

/// What a member wants to be told, and by which ways; everything unless they say otherwise. What is absent in what is
/// sent stays as it was.
package struct NoticeSettings: CheckedDraft, Equatable {
    package var replies = true
    package var mentions = true
    package var accepted = true
    package var watched = true
    /// Whether to ask, here and by letter, if the member still waits.
    package var waiting: Bool?
    /// A letter about answers and mentions that were not read within ten minutes.
    package var letters: Bool?
    /// A letter a week with what else came.
    package var digest: Bool?
    /// Between these hours of the member's zone neither is sent, and no device is told: `HH:MM`; empty for none.
    package var quietFrom: String?
    package var quietUntil: String?
    /// Which of them devices are told of, besides the list of notices: answers, mentions and interest; what the member
    /// watches; mentoring; all others.
    package var pushAnswers: Bool?
    package var pushWatched: Bool?
    package var pushMentoring: Bool?
    package var pushOther: Bool?
    /// Whether devices show names and titles; otherwise they say that there is something new.
    package var pushDetails: Bool?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case replies, mentions, accepted, watched, waiting, letters, digest, quietFrom, quietUntil, pushAnswers
        case pushWatched, pushMentoring, pushOther, pushDetails
    }

    /// - Throws: `invalid` naming `quietFrom` and `quietUntil` for what is no time.
    package func check(at now: Timestamp) throws {
        var validation = Validation()
        for (value, field) in [(quietFrom, "quietFrom"), (quietUntil, "quietUntil")] {
            let text = value ?? ""
            validation.require(text.isEmpty || Self.minutes(text) != nil, field, "time_form")
        }
        try validation.check()
    }

    /// - Throws: `invalid` naming `quietFrom` and `quietUntil`: a time without the other, or the same twice.
    func quietHours() throws -> QuietHours? {
        try check(at: Timestamp(milliseconds: 0))
        let (from, until) = (quietFrom ?? "", quietUntil ?? "")
        var validation = Validation()
        validation.require(!from.isEmpty || until.isEmpty, "quietFrom", "required")
        validation.require(!until.isEmpty || from.isEmpty, "quietUntil", "required")
        validation.require(from.isEmpty || from != until, "quietUntil", "quiet_same")
        try validation.check()
        guard let from = Self.minutes(from), let until = Self.minutes(until) else { return nil }
        return QuietHours(from: from, until: until)
    }

    private static func minutes(_ text: String) -> Int? { Clockface.minutes(text).flatMap { $0 < 1440 ? $0 : nil } }

    /// With what is absent as it was.
    func over(_ before: NoticeSettings) -> NoticeSettings {
        var settings = self
        settings.waiting = waiting ?? before.waiting
        settings.letters = letters ?? before.letters
        settings.digest = digest ?? before.digest
        settings.quietFrom = quietFrom ?? before.quietFrom
        settings.quietUntil = quietUntil ?? before.quietUntil
        settings.pushAnswers = pushAnswers ?? before.pushAnswers
        settings.pushWatched = pushWatched ?? before.pushWatched
        settings.pushMentoring = pushMentoring ?? before.pushMentoring
        settings.pushOther = pushOther ?? before.pushOther
        settings.pushDetails = pushDetails ?? before.pushDetails
        return settings
    }
}

/// What a member wants to hear of, as the API shows it.
package struct NoticeSettingsRecord: Codable, Sendable {
    package let replies: Bool
    package let mentions: Bool
    package let accepted: Bool
    package let watched: Bool
    package let waiting: Bool
    package let letters: Bool
    package let digest: Bool
    /// Empty for none.
    package let quietFrom: String
    package let quietUntil: String
    package let pushAnswers: Bool
    package let pushWatched: Bool
    package let pushMentoring: Bool
    package let pushOther: Bool
    package let pushDetails: Bool

    package init(_ settings: NoticeSettings) {
        replies = settings.replies
        mentions = settings.mentions
        accepted = settings.accepted
        watched = settings.watched
        waiting = settings.waiting ?? true
        letters = settings.letters ?? true
        digest = settings.digest ?? true
        quietFrom = settings.quietFrom ?? ""
        quietUntil = settings.quietUntil ?? ""
        pushAnswers = settings.pushAnswers ?? true
        pushWatched = settings.pushWatched ?? true
        pushMentoring = settings.pushMentoring ?? true
        pushOther = settings.pushOther ?? true
        pushDetails = settings.pushDetails ?? false
    }
}
