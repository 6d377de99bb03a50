import Core
import Matching

/// Whom a member wants to meet and whom not: read by the matcher and by the member alone. Nothing of it is shown to
/// others, logged or explained; who says so has their gender counted, among ten and more, in the figures for staff.
package struct PrivateRules: Sendable, Equatable {
    package var gender: Gender?
    /// Whether the gender counts in the figures for staff.
    package var countsGender = false
    package var genderRule = GenderRule.anybody
    package var refusesSameEmployer = false
    /// As the member wrote them.
    package var avoidedEmployers: [String] = []

    package init() {}
}

extension Gender {
    /// As the API and the tables spell it.
    package var code: String {
        switch self {
        case .woman: "woman"
        case .nonBinary: "non_binary"
        case .man: "man"
        case .other: "other"
        }
    }
}

extension GenderRule {
    /// As the API and the tables spell it.
    package var code: String {
        switch self {
        case .anybody: "anybody"
        case .womenOnly: "women_only"
        case .womenAndNonBinaryOnly: "women_and_non_binary_only"
        }
    }
}

/// All that a member said of whom they do not want to meet.
package struct OwnPrivateRules: Sendable, Equatable {
    package var rules = PrivateRules()
    /// Of the household, or above or below the member at work.
    package var keptApart: [MentoringName] = []
    /// "Not this one".
    package var unwanted: [MentoringName] = []

    package init() {}
}

/// A member's own rules, whole.
package struct PrivateRulesDraft: CheckedDraft, Equatable {
    /// Empty to say nothing.
    package var gender: String?
    /// Whether it counts, among ten and more, in the figures for staff.
    package var countsGender: Bool?
    package var genderRule: String?
    package var refusesSameEmployer: Bool?
    package var avoidedEmployers: [String]?
    /// Usernames: of one's household, whom one manages or interviews, or who does so with oneself.
    package var keptApart: [String]?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case gender, countsGender, genderRule, refusesSameEmployer, avoidedEmployers, keptApart
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming what is wrong.
    func validated() throws -> PrivateRules {
        var validation = Validation()
        var rules = PrivateRules()
        let own = gender ?? ""
        validation.choice(own, "gender", of: Gender.allCases.map(\.code) + [""])
        rules.gender = Gender.allCases.first { $0.code == own }
        rules.countsGender = countsGender ?? false
        let rule = genderRule ?? GenderRule.anybody.code
        validation.choice(rule, "genderRule", of: GenderRule.allCases.map(\.code))
        rules.genderRule = GenderRule.allCases.first { $0.code == rule } ?? .anybody
        rules.refusesSameEmployer = refusesSameEmployer ?? false
        validation.count(avoidedEmployers?.count ?? 0, "avoidedEmployers", atMost: 20)
        for name in avoidedEmployers ?? [] {
            let name = validation.text(name, "avoidedEmployers", 0...120)
            if !name.isEmpty, !rules.avoidedEmployers.contains(name) { rules.avoidedEmployers.append(name) }
        }
        validation.count(keptApart?.count ?? 0, "keptApart", atMost: PrivateRuleRepository.mostKeptApart)
        for name in keptApart ?? [] { _ = validation.text(name, "keptApart", 1...40) }
        try validation.check()
        return rules
    }
}

/// A member's own rules as the API shows them to the member.
package struct PrivateRulesRecord: Codable, Sendable {
    /// Empty when nothing is said.
    package let gender: String
    package let countsGender: Bool
    package let genderRule: String
    package let refusesSameEmployer: Bool
    package let avoidedEmployers: [String]
    /// Members with whom the member is not brought together, in either direction.
    package let keptApart: [MentoringName]
    /// Mentors whom the member does not want to be shown.
    package let unwanted: [MentoringName]

    package init(_ own: OwnPrivateRules) {
        let rules = own.rules
        gender = rules.gender?.code ?? ""
        countsGender = rules.countsGender
        genderRule = rules.genderRule.code
        refusesSameEmployer = rules.refusesSameEmployer
        avoidedEmployers = rules.avoidedEmployers
        keptApart = own.keptApart
        unwanted = own.unwanted
    }
}
