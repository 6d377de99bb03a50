import WebSupport

/// A frame that scripts fill with what the device keeps.
struct DevicePage: Page {
    static let template = "device"
    /// Key of the heading.
    let heading: String
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "heading": visit.phrases.text(heading)
        default: nil
        }
    }
}
