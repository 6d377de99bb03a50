import Core
import TestSupport
import Testing

@testable import Accounts

/// What a member may tell about themselves, as a table.
@Suite struct ProfileChangeTests {
    private let account = Account(
        id: MemberID(trusted: "019a0000-0000-7000-8000-000000000001"), username: "sana", email: "sana@example.org",
        emailVerifiedAt: nil, displayName: "Sana", state: .active,
        profile: Profile(
            about: "before", origin: "PK", destination: "DE", stage: .waiting, timeZone: "Asia/Karachi", language: "en",
            languages: [.init(code: "ur", level: 6)], skills: ["go"]), roles: [.member], createdAt: TestApp.start,
        revision: 3)

    private func codes(_ change: (inout ProfileChange) -> Void) -> [String: String] {
        var draft = ProfileChange()
        change(&draft)
        do {
            _ = try draft.applied(to: account)
            return [:]
        } catch {
            return Dictionary(
                ((error as? Problem)?.fields ?? []).map { ($0.field, $0.code) }, uniquingKeysWith: { "\($0), \($1)" })
        }
    }

    private func applied(_ change: (inout ProfileChange) -> Void) throws -> Account {
        var draft = ProfileChange()
        change(&draft)
        return try draft.applied(to: account)
    }

    @Test func everyWrongFieldIsNamed() {
        let codes = codes { change in
            change.displayName = " "
            change.about = String(repeating: "x", count: 2001)
            change.origin = "XX"
            change.destination = "Germany"
            change.stage = "lost"
            change.timeZone = "Asia/Atlantis"
            change.language = "de"
            change.languages = [.init(code: "ur", level: 7)]
            change.skills = [String(repeating: "x", count: 41)]
        }
        #expect(
            codes == [
                "displayName": "required", "about": "too_long", "origin": "unknown_country",
                "destination": "unknown_country", "stage": "unknown_choice", "timeZone": "unknown_time_zone",
                "language": "unknown_choice", "languages": "language_level", "skills": "too_long",
            ])
    }

    @Test(arguments: ["XX", "ZZ", "P", "PAK", "42", "p k", "پاک", "P\0", "UN", "EU", "001"])
    func whatIsNoCountryIsRefused(code: String) {
        #expect(codes { $0.origin = code } == ["origin": "unknown_country"])
    }

    @Test(arguments: ["", "Karachi", "PKT5", "asia/karachi", "../etc/passwd", "GMT+5 "])
    func whatIsNoTimeZoneIsRefused(zone: String) {
        #expect(codes { $0.timeZone = zone } == ["timeZone": "unknown_time_zone"])
    }

    @Test(
        arguments: [
            (["u"], "unknown_language"), (["averylongcode"], "unknown_language"), (["u r"], "unknown_language"),
            (["--"], "unknown_language"), (["اردو"], "unknown_language"), (["ur", "UR"], "listed_twice"),
            (["aa", "ab", "ac", "ad", "ae", "af", "ag", "ah", "ai", "aj", "ak", "al", "am"], "too_many"),
        ] as [([String], String)])
    func aListOfLanguagesThatMakesNoSenseIsRefused(list: [String], code: String) {
        #expect(codes { $0.languages = list.map { .init(code: $0, level: 3) } } == ["languages": code])
    }

    /// BCP 47 has digits too: Latin American Spanish.
    @Test(arguments: ["ur", "EN", "zh-hant", "pa-Arab", "es-419"])
    func aLanguageTagIsTaken(code: String) throws {
        let languages = try applied { $0.languages = [.init(code: code, level: 1)] }.profile.languages
        #expect(languages == [.init(code: code.lowercased(), level: 1)])
    }

    @Test(arguments: [0, 7, -1, .max])
    func aLevelOutsideTheFrameworkIsRefused(level: Int) {
        #expect(codes { $0.languages = [.init(code: "ur", level: level)] } == ["languages": "language_level"])
    }

    @Test func moreThanThirtySkillsAreRefused() {
        #expect(codes { $0.skills = (0..<31).map { "skill \($0)" } } == ["skills": "too_many"])
        #expect(codes { $0.skills = (0..<30).map { "skill \($0)" } }.isEmpty)
    }

    @Test func whatIsAbsentStays() throws {
        #expect(try applied { _ in } == account)
    }

    @Test func anEmptyTextTakesBack() throws {
        let profile = try applied { change in
            change.about = "  "
            change.origin = ""
            change.destination = " "
            change.stage = ""
            change.languages = []
            change.skills = []
        }.profile
        #expect(profile.about == "" && profile.origin == nil && profile.destination == nil && profile.stage == nil)
        #expect(profile.languages.isEmpty && profile.skills.isEmpty)
    }

    @Test func whatIsGivenIsCleanedAndKept() throws {
        let changed = try applied { change in
            change.displayName = "  ثناء \u{202E}خان "
            change.about = "one\r\ntwo\n"
            change.origin = " pk "
            change.destination = "nl"
            change.stage = "moved"
            change.timeZone = "Europe/Amsterdam"
            change.language = "ur"
            change.languages = [.init(code: "NL", level: 2), .init(code: "ur", level: 6)]
            change.skills = [" Kotlin ", "kotlin", "", "SRE"]
        }
        #expect(changed.displayName == "ثناء خان")
        #expect(
            changed.profile
                == Profile(
                    about: "one\ntwo", origin: "PK", destination: "NL", stage: .moved, timeZone: "Europe/Amsterdam",
                    language: "ur", languages: [.init(code: "nl", level: 2), .init(code: "ur", level: 6)],
                    skills: ["kotlin", "sre"]))
        #expect(changed.revision == account.revision && changed.email == account.email)
    }

    @Test func theMachineKnowsZonesAndCountries() {
        #expect(TimeZones.isKnown("UTC") && TimeZones.isKnown("Asia/Karachi"))
        #expect(Countries.codes.isSuperset(of: ["PK", "DE", "GB", "US", "AE", "SA", "CA", "AU", "NL", "MY"]))
        #expect(Countries.codes.count > 230)
    }
}
