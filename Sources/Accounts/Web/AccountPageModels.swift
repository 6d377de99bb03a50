import Accounts
import Core
import Mustache
import Texts
import WebSupport

struct SignUpPage: Page {
    static let template = "account_sign_up"
    let form: Form?
    /// Whether the one who joins may become the first admin.
    let awaitsAdmin: Bool
    let problem: Problem?
    let visit: Visit

    private func field(_ name: String) -> Field {
        Field(name, value: form?[name] ?? "", problem: problem, phrases: visit.phrases)
    }

    private var adminCode: Field {
        field("adminCode").with {
            $0.autocomplete = "off"
            $0.direction = "ltr"
            $0.isRequired = false
            $0.maxLength = 60
        }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "email":
            field("email").with {
                $0.inputType = "email"
                $0.autocomplete = "email"
                $0.direction = "ltr"
                $0.maxLength = 254
            }
        case "username":
            field("username").with {
                $0.autocomplete = "username"
                $0.direction = "ltr"
                $0.maxLength = 30
            }
        case "displayName":
            field("displayName").with {
                $0.autocomplete = "name"
                $0.maxLength = 60
            }
        case "password":
            // Never sent back: the page may lie open on a shared computer.
            passwordField("password", key: "new_password", isNew: true, problem, visit)
        case "adminCodes": awaitsAdmin ? [adminCode] : []
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

struct CheckMailPage: Page {
    static let template = "account_check_mail"

    /// What the letter is for, and where a wrong address is mended.
    enum Purpose: String {
        case joining, address, reset

        var again: String {
            switch self {
            case .joining: "/sign-up"
            case .address: "/settings/email"
            case .reset: "/reset"
            }
        }
    }

    let purpose: Purpose
    let address: String
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "mailAddress": address
        case "mailSent": visit.phrases.text(purpose == .reset ? "check_mail_sent_if_known" : "check_mail_sent")
        case "mailOpen": visit.phrases.text(purpose == .reset ? "check_mail_open_reset" : "check_mail_open")
        case "againPath": purpose.again
        case "againText": visit.phrases.text(purpose == .joining ? "check_mail_again" : "check_mail_again_address")
        default: nil
        }
    }
}

struct VerifyPage: Page {
    static let template = "account_verify"
    let token: String
    let username: String
    let address: String

    func child(named name: String) -> Any? {
        switch name {
        case "mailAddress": address
        case "verifyPath": "/verify/\(Links.escaped(token))"
        case "usernameShown": username
        default: nil
        }
    }
}

struct SignInPage: Page {
    static let template = "account_sign_in"
    let form: Form?
    let back: String
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "email":
            Field("email", key: "sign_in_email", value: form?["email"] ?? "", problem: problem, phrases: visit.phrases)
                .with {
                    $0.inputType = "email"
                    $0.autocomplete = "username"
                    $0.direction = "ltr"
                }
        case "password":
            Field("password", value: "", problem: problem, phrases: visit.phrases).with {
                $0.inputType = "password"
                $0.autocomplete = "current-password"
                $0.direction = "ltr"
            }
        case "backPath": back
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

struct DisplayPage: Page {
    static let template = "account_display"
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "language":
            Field("language", value: "", problem: nil, phrases: visit.phrases).with {
                $0.options = Language.allCases.map {
                    Field.Option($0.rawValue, $0.ownName, isSelected: $0 == visit.language)
                }
            }
        case "themeChoice":
            Field("theme", value: "", problem: nil, phrases: visit.phrases).with {
                $0.options = DisplayCookies.themes.map {
                    Field.Option($0, visit.phrases.text("theme_\($0)"), isSelected: $0 == visit.theme)
                }
            }
        case "timeZone": visit.timeZone
        case "settingsTabs": SettingsTab.all(current: "display", visit.phrases)
        case "problems": [FormProblem]()
        case "hasProblems": false
        default: nil
        }
    }
}

/// The tabs above the settings pages.
struct SettingsTab: MustacheParent {
    let name: String
    let isCurrent: Bool
    let phrases: Phrasebook

    static func all(current: String, _ phrases: Phrasebook) -> [SettingsTab] {
        ["profile", "display", "security", "notifications", "messages", "blocks", "tokens", "data"].map {
            SettingsTab(name: $0, isCurrent: $0 == current, phrases: phrases)
        }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "tabPath": "/settings/\(self.name)"
        case "tabLabel": phrases.text("tab_\(self.name)")
        case "isCurrentTab": isCurrent
        default: nil
        }
    }
}
