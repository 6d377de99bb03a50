/// Language and theme of whoever has no account, or another wish on this device.
package enum DisplayCookies {
    package static let language = "karwan_language"
    package static let theme = "karwan_theme"
    package static let themes = ["auto", "light", "dark"]

    /// The theme, if it is one of ours.
    package static func checked(_ theme: String) -> String? { themes.contains(theme) ? theme : nil }
}
