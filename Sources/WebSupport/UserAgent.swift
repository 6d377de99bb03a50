/// A browser's name for people: `Firefox, Android`.
package enum UserAgent {
    private static let browsers = [
        ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
        ("Chrome", "Chrome"), ("Safari", "Safari"),
    ]
    private static let systems = [
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]

    /// `nil` for what is no browser that we know.
    package static func name(_ agent: String) -> String? {
        guard let browser = browsers.first(where: { agent.contains($0.0) })?.1 else { return nil }
        return systems.first { agent.contains($0.0) }.map { "\(browser), \($0.1)" } ?? browser
    }
}
