import Mustache
import Texts

/// What somebody wrote, after their session ended: to be sent again once they have signed in.
struct SignedOutPage: Page {
    static let template = "signed_out"
    let path: String
    let form: Form
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "resendPath": path
        case "signInPath": "/sign-in"
        case "hiddenFields": form.resendable.filter { $0.name != "body" }.map(HiddenField.init)
        case "keptBody": form["body"] ?? ""
        default: nil
        }
    }
}

private struct HiddenField: MustacheParent {
    let name: String
    let value: String

    func child(named name: String) -> Any? {
        switch name {
        case "hiddenName": self.name
        case "hiddenValue": value
        default: nil
        }
    }
}
