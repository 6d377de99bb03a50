import Embedded
import Foundation
import Testing

/// Contrast of colours by WCAG 2.2, success criterion 1.4.3.
@Suite("Colours")
struct ContrastTests {
    private static let css = EmbeddedFile.at("Public/app.css")?.text ?? ""

    /// The colours that a rule sets.
    private static func colours(_ selector: String) -> [String: String] {
        guard let start = css.range(of: selector + " {") else { return [:] }
        let rule = css[start.upperBound...].prefix { $0 != "}" }
        var colours: [String: String] = [:]
        for match in rule.matches(of: /(--[a-z-]+): *(#[0-9a-f]{6})/) {
            colours[String(match.output.1)] = String(match.output.2)
        }
        return colours
    }

    /// `--ink on --paper, …` in the comment that begins with `contrast:`.
    private static let pairs: [(text: String, ground: String)] = {
        let comment = css.range(of: "contrast:").map { css[$0.upperBound...].prefix { $0 != "*" } } ?? ""
        return comment.matches(of: /(--[a-z-]+) on (--[a-z-]+)/).map { (String($0.output.1), String($0.output.2)) }
    }()

    private static func luminance(_ colour: String) -> Double {
        let number = Int(colour.dropFirst(), radix: 16) ?? 0
        let parts = [16, 8, 0].map { shift -> Double in
            let part = Double(number >> shift & 0xFF) / 255
            return part <= 0.040_45 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private static func contrast(_ a: String, _ b: String) -> Double {
        let both = [luminance(a), luminance(b)].sorted()
        return (both[1] + 0.05) / (both[0] + 0.05)
    }

    @Test func theFormulaGivesTheValuesOfTheStandard() {
        #expect(abs(Self.contrast("#000000", "#ffffff") - 21) < 0.001)
        #expect(abs(Self.contrast("#777777", "#ffffff") - 4.48) < 0.01)
        #expect(Self.contrast("#123456", "#123456") == 1)
    }

    @Test(arguments: [":root", "html:not([data-theme=light])", "html[data-theme=dark]"])
    func everyPairOfTextAndGroundCanBeRead(theme: String) throws {
        let colours = Self.colours(theme)
        #expect(Self.pairs.count >= 20)
        for (text, ground) in Self.pairs {
            let above = try #require(colours[text], "\(text) in \(theme)")
            let below = try #require(colours[ground], "\(ground) in \(theme)")
            let contrast = Self.contrast(above, below)
            #expect(contrast >= 4.5, "\(theme): \(text) on \(ground) is \(contrast)")
        }
        for mark in ["--saffron", "--edge"] {
            let contrast = Self.contrast(try #require(colours[mark]), try #require(colours["--paper"]))
            #expect(contrast >= 3, "\(theme): \(mark) on --paper is \(contrast)")
        }
    }

    @Test func darkIsTheSameByWishAndBySwitch() {
        #expect(Self.colours("html:not([data-theme=light])") == Self.colours("html[data-theme=dark]"))
    }
}
