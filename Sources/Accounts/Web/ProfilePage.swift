import Accounts
import Core
import Texts
import WebSupport

/// The profile as its form holds it: all text.
struct ProfileForm: Sendable {
    var displayName: String
    var about: String
    var origin: String
    var destination: String
    var stage: String
    /// `ur native, en C1`
    var languages: String
    /// Separated by commas.
    var skills: String
    var timeZone: String

    init(_ account: Account) {
        let profile = account.profile
        displayName = account.displayName
        about = profile.about
        origin = profile.origin ?? ""
        destination = profile.destination ?? ""
        stage = profile.stage?.rawValue ?? ""
        languages = profile.languages.map { "\($0.code) \(LanguageLevel.text($0.level))" }.joined(separator: ", ")
        skills = profile.skills.joined(separator: ", ")
        timeZone = profile.timeZone
    }

    init(_ form: Form) {
        displayName = form["displayName"] ?? ""
        about = form["about"] ?? ""
        origin = form["origin"] ?? ""
        destination = form["destination"] ?? ""
        stage = form["stage"] ?? ""
        languages = form["languages"] ?? ""
        skills = form["skills"] ?? ""
        timeZone = form["timeZone"] ?? ""
    }

    /// The change to ask for. A language that cannot be read becomes one that the service refuses, with whatever
    /// else is wrong.
    var change: ProfileChange {
        var change = ProfileChange()
        change.displayName = displayName
        change.about = about
        change.origin = origin
        change.destination = destination
        change.stage = stage
        change.timeZone = UserText.clean(timeZone, .line)
        change.languages = Self.split(languages).map { entry in
            let words = entry.split(separator: " ")
            let level = LanguageLevel.level(words.count == 2 ? String(words[1]) : "native")
            guard words.count <= 2, let level else { return Profile.SpokenLanguage(code: "", level: 0) }
            return Profile.SpokenLanguage(code: String(words[0]), level: level)
        }
        change.skills = Self.split(skills)
        return change
    }

    /// Entries between commas, Latin or Urdu.
    private static func split(_ text: String) -> [String] {
        text.split { $0 == "," || $0 == "،" }.map { UserText.clean(String($0), .line) }.filter { !$0.isEmpty }
    }
}

/// Levels of the Common European Framework, and `native`.
enum LanguageLevel {
    private static let names = ["A1", "A2", "B1", "B2", "C1", "C2"]

    static func text(_ level: Int) -> String { level == 6 ? "native" : names[max(0, min(5, level - 1))] }

    static func level(_ text: String) -> Int? {
        if text.lowercased() == "native" { return 6 }
        return names.firstIndex(of: text.uppercased()).map { $0 + 1 }
    }
}

struct ProfilePage: Page {
    static let template = "account_profile"
    private let fields: ProfileForm
    private let problem: Problem?
    private let visit: Visit

    init(_ fields: ProfileForm, problem: Problem?, visit: Visit) {
        self.fields = fields
        self.problem = problem
        self.visit = visit
    }

    private func field(_ name: String, _ value: String) -> Field {
        Field(name, value: value, problem: problem, phrases: visit.phrases).with { $0.isRequired = false }
    }

    private func country(_ name: String, _ value: String) -> Field {
        field(name, value).with { field in
            let countries = Countries.codes.map { ($0, Names.country($0, visit.language)) }.sorted { $0.1 < $1.1 }
            field.autocomplete = name == "origin" ? "off" : "country"
            field.options = [Field.Option("", visit.phrases.text("choose_nothing"), isSelected: value.isEmpty)]
            field.options += countries.map { Field.Option($0.0, $0.1, isSelected: $0.0 == value) }
        }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "displayName":
            field("displayName", fields.displayName).with {
                $0.isRequired = true
                $0.autocomplete = "name"
                $0.maxLength = 60
            }
        case "about": field("about", fields.about).with { $0.rows = 6 }
        case "origin": country("origin", fields.origin)
        case "destination": country("destination", fields.destination)
        case "stage":
            field("stage", fields.stage).with { field in
                field.options = [
                    Field.Option("", visit.phrases.text("choose_nothing"), isSelected: fields.stage.isEmpty)
                ]
                field.options += Profile.Stage.allCases.map {
                    Field.Option(
                        $0.rawValue, visit.phrases.text("stage_\($0.rawValue)"), isSelected: $0.rawValue == fields.stage
                    )
                }
            }
        case "languages": field("languages", fields.languages).with { $0.direction = "ltr" }
        case "skills": field("skills", fields.skills)
        case "timeZone":
            field("timeZone", fields.timeZone).with {
                $0.isRequired = true
                $0.direction = "ltr"
            }
        case "settingsTabs": SettingsTab.all(current: "profile", visit.phrases)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}
