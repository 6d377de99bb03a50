import Core

/// What a member fills in to found a group.
package struct GroupDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: GroupID?
    package var name: String?
    package var about: String?
    /// It stays as it is: what was written in confidence remains so.
    package var visibility: String?
    package var joining: String?
    /// Asked of who wants to join.
    package var questions: [String]?
    /// Days that a membership lasts; none, or 0, until it is left.
    package var memberDays: Int?
    /// Who founds a group of women says that she is one.
    package var isWoman: Bool?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name, about, visibility, joining, questions, memberDays, isWoman
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> GroupContent {
        var validation = Validation()
        let sight = validation.choice(visibility, "visibility", default: GroupSight.everybody)
        let joining = validation.choice(joining, "joining", default: GroupJoining.open)
        let content = validation.group(
            name: name, about: about, sight: sight, joining: joining, questions: questions ?? [],
            memberDays: memberDays ?? 0)
        validation.require(joining != .women || isWoman == true, "isWoman", "group_declaration_needed")
        try validation.check()
        return content
    }
}

/// Another name, text or way to join; what is absent stays.
package struct GroupChange: CheckedDraft, Equatable {
    package var name: String?
    package var about: String?
    /// A group of women stays one, and no other becomes one.
    package var joining: String?
    package var questions: [String]?
    package var memberDays: Int?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case name, about, joining, questions, memberDays }

    package func check(at now: Timestamp) throws {
        _ = try validated(
            over: GroupContent(
                name: "A group", about: "A group of some members.", sight: .everybody, joining: .open, questions: []))
    }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(over content: GroupContent) throws -> GroupContent {
        var validation = Validation()
        let joining = validation.choice(
            joining ?? content.joining.rawValue, "joining", default: content.joining)
        validation.require(
            (joining == .women) == (content.joining == .women), "joining", "group_joining_fixed")
        let changed = validation.group(
            name: name ?? content.name, about: about ?? content.about, sight: content.sight, joining: joining,
            questions: questions ?? content.questions, memberDays: memberDays ?? content.memberDays ?? 0)
        try validation.check()
        return changed
    }
}

/// What somebody says who wants to join: answers to the questions in their order, and in a group of women that she is
/// one.
package struct GroupJoinDraft: CheckedDraft, Equatable {
    package var answer1: String?
    package var answer2: String?
    package var answer3: String?
    package var isWoman: Bool?

    package init(answers: [String?] = [], isWoman: Bool? = nil) {
        let answers = answers + [nil, nil, nil]
        (answer1, answer2, answer3) = (answers[0], answers[1], answers[2])
        self.isWoman = isWoman
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case answer1, answer2, answer3, isWoman }

    package func check(at now: Timestamp) throws {
        _ = try validated(questions: ["", "", ""], needsDeclaration: false)
    }

    /// - Parameter questions: those that the group asks now.
    /// - Throws: `invalid` naming every field that is wrong.
    func validated(questions: [String], needsDeclaration: Bool) throws -> [GroupMember.Answer] {
        var validation = Validation()
        let given = [("answer1", answer1), ("answer2", answer2), ("answer3", answer3)]
        let answers = zip(questions, given).map { question, given in
            GroupMember.Answer(
                question: question, answer: validation.text(given.1, given.0, 1...1000, form: .block))
        }
        validation.require(!needsDeclaration || isWoman == true, "isWoman", "group_declaration_needed")
        try validation.check()
        return answers
    }
}

/// What a moderator of a group decides about a member, or about who wants to be one; what is absent stays.
package struct GroupMemberChange: CheckedDraft, Equatable {
    /// What a moderator makes of somebody.
    package enum Step: String, Codable, Sendable, CaseIterable { case member, refused, invited }

    package var state: String?
    package var isModerator: Bool?
    /// `YYYY-MM-DD`, the last day of the membership; empty for none.
    package var expiresOn: String?

    package init(state: String? = nil, isModerator: Bool? = nil, expiresOn: String? = nil) {
        (self.state, self.isModerator, self.expiresOn) = (state, isModerator, expiresOn)
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case state, isModerator, expiresOn }

    struct Valid: Sendable {
        let step: Step?
        let isModerator: Bool?
        /// The outer one is absent where nothing is to be changed.
        let expiresAt: Timestamp??
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> Valid {
        var validation = Validation()
        let step: Step? = validation.choiceOrNone(state ?? "", "state")
        validation.note("expiresOn", .text(0...10))
        var expiresAt: Timestamp?? = .none
        if let expiresOn {
            let day = CivilDay(expiresOn)
            let isAhead = day.map { $0 > CivilDay(now) } ?? false
            validation.require(expiresOn.isEmpty || isAhead, "expiresOn", "group_day")
            expiresAt = .some(day.map { $0.adding(1).start })
        }
        try validation.check()
        return Valid(step: step, isModerator: isModerator, expiresAt: expiresAt)
    }
}

/// `POST groups/{id}/invitations`: whom a moderator invites.
package struct GroupInvitationDraft: CheckedDraft, Equatable {
    package var username: String?

    package init(username: String?) { self.username = username }

    package enum CodingKeys: String, CodingKey, CaseIterable { case username }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `username`.
    func validated() throws -> String {
        var validation = Validation()
        let name = validation.text(username, "username", 3...31)
        try validation.check()
        return name.hasPrefix("@") ? String(name.dropFirst()) : name
    }
}

extension Validation {
    fileprivate mutating func group(
        name: String?, about: String?, sight: GroupSight, joining: GroupJoining, questions: [String], memberDays: Int
    ) -> GroupContent {
        let name = text(name, "name", 3...80)
        let about = text(about, "about", 20...4000, form: .block)
        count(questions.count, "questions", atMost: GroupLimits.questions)
        let asked = questions.map { text($0, "questions", 0...200) }.filter { !$0.isEmpty }
        // Whom nobody finds, nobody asks.
        let isFound = sight != .secret || joining == .invite || joining == .women
        require(isFound, "joining", "group_secret_joining")
        if memberDays != 0 { range(memberDays, "memberDays", GroupLimits.memberDays) }
        return GroupContent(
            name: name, about: about, sight: sight, joining: joining, questions: joining.asks ? asked : [],
            memberDays: memberDays == 0 ? nil : memberDays)
    }
}
