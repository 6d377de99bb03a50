import Mustache

/// Asks before something goes for good.
package struct RemovalPage: Page {
    package static let template = "removal"
    /// What goes, as its page calls it.
    let name: String
    /// What goes with it, in the reader's language.
    let meaning: String
    /// Where the answer is sent.
    let path: String
    /// Where one goes who changes their mind.
    let back: String
    package let visit: Visit

    package init(of name: String, meaning: String, path: String, back: String, visit: Visit) {
        (self.name, self.meaning, self.path, self.back, self.visit) = (name, meaning, path, back, visit)
    }

    package func child(named name: String) -> Any? {
        switch name {
        case "removalOf": self.name
        case "removalText": meaning
        case "removalPath": path
        case "removalBack": back
        default: nil
        }
    }
}
