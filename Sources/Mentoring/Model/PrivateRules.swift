import Core
import Matching

/// Whom a member wants to meet and whom not: read by the matcher and by the member alone. Nothing of it is shown to
/// others, logged or explained.
package struct PrivateRules: Sendable, Equatable {
    package var gender: Gender?
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

/// A member's own rules, whole.
package struct PrivateRulesDraft: CheckedDraft, Equatable {
    /// Empty to say nothing.
    package var gender: String?
    package var genderRule: String?
    package var refusesSameEmployer: Bool?
    package var avoidedEmployers: [String]?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case gender, genderRule, refusesSameEmployer, avoidedEmployers
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming what is wrong.
    func validated() throws -> PrivateRules {
        var validation = Validation()
        var rules = PrivateRules()
        let own = gender ?? ""
        validation.choice(own, "gender", of: Gender.allCases.map(\.code) + [""])
        rules.gender = Gender.allCases.first { $0.code == own }
        let rule = genderRule ?? GenderRule.anybody.code
        validation.choice(rule, "genderRule", of: GenderRule.allCases.map(\.code))
        rules.genderRule = GenderRule.allCases.first { $0.code == rule } ?? .anybody
        rules.refusesSameEmployer = refusesSameEmployer ?? false
        validation.count(avoidedEmployers?.count ?? 0, "avoidedEmployers", atMost: 20)
        for name in avoidedEmployers ?? [] {
            let name = validation.text(name, "avoidedEmployers", 0...120)
            if !name.isEmpty, !rules.avoidedEmployers.contains(name) { rules.avoidedEmployers.append(name) }
        }
        try validation.check()
        return rules
    }
}

/// A member's own rules as the API shows them to the member.
package struct PrivateRulesRecord: Codable, Sendable {
    /// Empty when nothing is said.
    package let gender: String
    package let genderRule: String
    package let refusesSameEmployer: Bool
    package let avoidedEmployers: [String]
    /// Mentors whom the member does not want to be shown.
    package let unwanted: [MentoringName]

    package init(_ rules: PrivateRules, unwanted: [MentoringName]) {
        gender = rules.gender?.code ?? ""
        genderRule = rules.genderRule.code
        refusesSameEmployer = rules.refusesSameEmployer
        avoidedEmployers = rules.avoidedEmployers
        self.unwanted = unwanted
    }
}
