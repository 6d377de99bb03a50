import Core
import Matching
import Mentoring
import Texts
import WebSupport

extension Form {
    /// What a person says as a mentor. All fields are there: what is empty is taken back.
    var mentorDraft: MentorDraft {
        var draft = MentorDraft()
        draft.capacity = whole("capacity")
        draft.isAccepting = self["isAccepting"] == "on"
        draft.pausedUntil = self["pausedUntil"]
        draft.weeklyRequests = whole("weeklyRequests")
        draft.takesQuestions = self["takesQuestions"] == "on"
        draft.about = self["about"]
        draft.origin = self["origin"]
        draft.employer = self["employer"]
        draft.employerKind = self["employerKind"]
        draft.experienceYears = whole("experienceYears")
        draft.isAsyncOnly = self["isAsyncOnly"] == "on"
        draft.topics = all("topics")
        draft.skills = list("skills")
        draft.languages = languages("languages")
        draft.stays = rows("stayCountry", ["staySince", "stayUntil", "stayCity"]).map { row in
            MentorStay(
                country: CountryNames.code(of: row["stayCountry"] ?? ""), city: row["stayCity"] ?? "",
                since: row["staySince"] ?? "", until: row["stayUntil"])
        }
        draft.experiences = rows("experiencePathway", ["experienceYear"]).map { row in
            MentorExperience(pathwayId: row["experiencePathway"] ?? "", year: Int(row["experienceYear"] ?? "") ?? 0)
        }
        draft.stages = all("stages")
        draft.isAdult = self["isAdult"] == "on"
        return draft
    }

    /// What a person says as a mentee.
    var menteeDraft: MenteeDraft {
        var draft = MenteeDraft()
        draft.goal = self["goal"]
        draft.origin = self["origin"]
        draft.experienceYears = whole("experienceYears")
        draft.timeline = self["timeline"]
        draft.isAsyncOnly = self["isAsyncOnly"] == "on"
        draft.isOriented = self["isOriented"] == "on"
        draft.employer = self["employer"]
        draft.topics = all("topics")
        draft.skills = list("skills")
        draft.languages = languages("languages")
        draft.neededLanguages = list("neededLanguages")
        draft.destinations = rows("destinationCountry", ["destinationCity"]).map { row in
            MenteeDestination(
                country: CountryNames.code(of: row["destinationCountry"] ?? ""), city: row["destinationCity"] ?? "")
        }
        draft.pathways = rows("pathway", []).compactMap { $0["pathway"] }
        draft.isAdult = self["isAdult"] == "on"
        return draft
    }

    var hoursDraft: HoursDraft {
        var draft = HoursDraft()
        draft.windows = (0..<HoursForm.mostRows).compactMap { row in
            let days = all("windowDays\(row)").compactMap { Int($0) }
            let (start, end) = (line("windowStart\(row)"), line("windowEnd\(row)"))
            guard !days.isEmpty || !start.isEmpty || !end.isEmpty else { return nil }
            return HoursWindow(weekdays: days, start: start, end: end, zone: line("windowZone\(row)"))
        }
        draft.exceptions = (0..<HoursForm.mostRows).compactMap { row in
            let (day, start, end) = (
                line("exceptionDay\(row)"), line("exceptionStart\(row)"), line("exceptionEnd\(row)")
            )
            guard !day.isEmpty || !start.isEmpty || !end.isEmpty else { return nil }
            return HoursException(
                isFree: self["exceptionFree\(row)"] == "free", on: day, start: start, end: end,
                zone: line("exceptionZone\(row)"))
        }
        return draft
    }

    var rulesDraft: PrivateRulesDraft {
        var draft = PrivateRulesDraft()
        draft.gender = self["gender"]
        draft.countsGender = self["countsGender"] == "on"
        draft.genderRule = self["genderRule"]
        draft.refusesSameEmployer = self["refusesSameEmployer"] == "on"
        draft.avoidedEmployers = (self["avoidedEmployers"] ?? "").split(whereSeparator: \.isNewline)
            .map { UserText.clean(String($0), .line) }.filter { !$0.isEmpty }
        draft.keptApart = list("keptApart")
        return draft
    }

    // MARK: Parts

    func line(_ name: String) -> String { UserText.clean(self[name] ?? "", .line) }

    /// What is no number is out of any range, and comes back with what was typed.
    func whole(_ name: String) -> Int? {
        let text = line(name)
        return text.isEmpty ? nil : Int(text) ?? -1
    }

    /// Words between commas of either script.
    func list(_ name: String) -> [String] {
        (self[name] ?? "").split { $0 == "," || $0 == "،" }.map { UserText.clean(String($0), .line) }
            .filter { !$0.isEmpty }
    }

    /// `ur native, en C1`. What cannot be read becomes a language that the service refuses.
    func languages(_ name: String) -> [KnownLanguage] {
        list(name).map { entry in
            let words = entry.split(separator: " ")
            let level = LevelText.level(words.count == 2 ? String(words[1]) : "native")
            guard words.count <= 2, let level, let code = words.first else { return KnownLanguage(code: "", level: 0) }
            return KnownLanguage(code: String(code), level: level)
        }
    }

    /// Rows of a form, numbered from 0; those without a word in any of their fields are none.
    private func rows(_ first: String, _ others: [String]) -> [[String: String]] {
        (0..<HoursForm.mostRows).compactMap { row in
            let fields = ([first] + others).map { ($0, line("\($0)\(row)")) }
            return fields.allSatisfy { $0.1.isEmpty } ? nil : Dictionary(uniqueKeysWithValues: fields)
        }
    }
}

/// Levels of the Common European Framework, and `native`.
enum LevelText {
    private static let names = ["A1", "A2", "B1", "B2", "C1", "C2"]

    static func text(_ level: Int) -> String { level == 6 ? "native" : names[max(0, min(5, level - 1))] }

    static func level(_ text: String) -> Int? {
        if text.lowercased() == "native" { return 6 }
        return names.firstIndex(of: text.uppercased()).map { $0 + 1 }
    }

    static func text(_ languages: [KnownLanguage]) -> String {
        languages.map { "\($0.code) \(text($0.level))" }.joined(separator: ", ")
    }
}

enum HoursForm {
    /// More rows than any form has.
    static let mostRows = 32
}
