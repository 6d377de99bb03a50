import Core
import Foundation
import Jobs

/// What a member fills in to follow an application: of a job of the site, or of any other.
package struct ApplicationDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: ApplicationID?
    /// A job of the site: employer, title and link are taken from it where they are not given.
    package var jobId: JobID?
    package var employerName: String?
    package var title: String?
    package var link: String?
    package var stage: String?
    /// `YYYY-MM-DD`; today unless told.
    package var stageOn: String?
    package var nextStep: String?
    package var nextOn: String?
    package var notes: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, jobId, employerName, title, link, stage, stageOn, nextStep, nextOn, notes
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    struct Valid: Sendable {
        let id: ApplicationID?
        let job: JobID?
        var content: ApplicationContent
        let stage: ApplicationStage
        let stageOn: CivilDay
    }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> Valid {
        var validation = Validation()
        var change = ApplicationChange()
        (change.employerName, change.title, change.link) = (employerName, title, link)
        (change.nextStep, change.nextOn, change.notes) = (nextStep, nextOn, notes)
        let content = change.content(isOfJob: jobId != nil, at: now, &validation)
        let stage = validation.choice(stage ?? "interested", "stage", default: ApplicationStage.interested)
        let on = validation.past(stageOn, "stageOn", at: now)
        try validation.check()
        return Valid(id: id, job: jobId, content: content, stage: stage, stageOn: on)
    }
}

/// What a member says anew; what is left out stays as it is.
package struct ApplicationChange: CheckedDraft, Equatable {
    package var employerName: String?
    package var title: String?
    package var link: String?
    package var nextStep: String?
    /// `YYYY-MM-DD`; empty: no reminder.
    package var nextOn: String?
    package var notes: String?
    /// Digits, before tax; empty: there is no offer.
    package var offerGross: String?
    package var offerCurrency: String?
    package var offerPeriod: String?
    package var offerHours: Double?
    package var offerRelocation: String?
    package var offerSponsorship: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case employerName, title, link, nextStep, nextOn, notes, offerGross, offerCurrency, offerPeriod, offerHours,
            offerRelocation, offerSponsorship
    }

    package func check(at now: Timestamp) throws {
        var validation = Validation()
        _ = content(isOfJob: true, at: now, &validation)
        try validation.check()
    }

    /// What the application says then.
    /// - Parameter isWhole: whether what is left out is taken back: a form has all fields.
    /// - Throws: `invalid` naming every field that is wrong.
    func applied(
        to content: ApplicationContent, isWhole: Bool, at now: Timestamp
    ) throws -> ApplicationContent {
        var validation = Validation()
        let whole = isWhole ? self : over(content)
        let applied = whole.content(isOfJob: false, at: now, &validation, known: content)
        try validation.check()
        return applied
    }

    /// The change with what it leaves out as it is.
    private func over(_ content: ApplicationContent) -> ApplicationChange {
        var change = self
        change.employerName = employerName ?? content.employerName
        change.title = title ?? content.title
        change.link = link ?? content.link
        change.nextStep = nextStep ?? content.nextStep
        change.nextOn = nextOn ?? content.nextOn?.description
        change.notes = notes ?? content.notes
        // An offer that is taken back leaves nothing behind.
        guard let offer = content.offer, offerGross.map({ !UserText.clean($0, .line).isEmpty }) ?? true else {
            return change
        }
        change.offerGross = offerGross ?? Amount(units: offer.gross, currency: offer.currency).amount
        change.offerCurrency = offerCurrency ?? offer.currency
        change.offerPeriod = offerPeriod ?? offer.period.rawValue
        change.offerHours = offerHours ?? offer.minutes.map { Double($0) / 60 }
        change.offerRelocation = offerRelocation ?? offer.relocation
        change.offerSponsorship = offerSponsorship ?? offer.sponsorship.rawValue
        return change
    }

    /// - Parameter isOfJob: whether employer and title may be left out.
    fileprivate func content(
        isOfJob: Bool, at now: Timestamp, _ validation: inout Validation, known: ApplicationContent? = nil
    ) -> ApplicationContent {
        func length(_ text: String?) -> ClosedRange<Int> { isOfJob && text == nil ? 0...120 : 1...120 }
        return ApplicationContent(
            employerName: validation.text(employerName, "employerName", length(employerName)),
            title: validation.text(title, "title", length(title)), link: address(&validation),
            nextStep: validation.text(nextStep, "nextStep", 0...200),
            nextOn: reminder(at: now, &validation, known: known?.nextOn),
            notes: validation.text(notes, "notes", 0...10_000, form: .block), offer: offer(&validation))
    }

    private func address(_ validation: inout Validation) -> String {
        let text = validation.text(link, "link", 0...500)
        validation.require(text.isEmpty || Self.isAddress(text), "link", "link_form")
        return text
    }

    /// A page on the web.
    private static func isAddress(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), ["https", "http"].contains(parts.scheme?.lowercased()),
            let host = parts.host, host.contains("."), parts.user == nil, parts.password == nil
        else { return false }
        return !text.unicodeScalars.contains { $0.value <= 0x20 || $0 == "\\" }
    }

    /// A day from yesterday on, for which it is today somewhere, to three years ahead; a day that was noted before may
    /// have passed.
    private func reminder(
        at now: Timestamp, _ validation: inout Validation, known: CivilDay?
    ) -> CivilDay? {
        validation.note("nextOn", .text(0...10))
        let text = UserText.clean(nextOn ?? "", .line)
        guard !text.isEmpty else { return nil }
        guard let day = CivilDay(text) else {
            validation.refuse("nextOn", "day_form")
            return nil
        }
        let today = CivilDay(now)
        validation.require(
            day == known || (today.adding(-1)...today.adding(1096)).contains(day), "nextOn", "reminder_range")
        return day
    }

    private func offer(_ validation: inout Validation) -> Offer? {
        validation.note("offerGross", .text(0...15))
        validation.note("offerHours", .range(1...80))
        let gross = UserText.clean(offerGross ?? "", .line)
        let currency = UserText.clean(offerCurrency ?? "", .line).uppercased()
        validation.choice(currency, "offerCurrency", of: Currency.codes.union([""]))
        let period: PayPeriod? = validation.choiceOrNone(offerPeriod ?? "", "offerPeriod")
        let relocation = validation.text(offerRelocation, "offerRelocation", 0...500, form: .block)
        let sponsorship = validation.choice(
            offerSponsorship ?? "unknown", "offerSponsorship", default: OfferSponsorship.unknown)
        if let hours = offerHours {
            validation.require((1...80).contains(hours), "offerHours", "out_of_range", ["min": "1", "max": "80"])
        }
        guard !gross.isEmpty else {
            // Nothing of an offer is lost without a word.
            let isTold = offerHours != nil || !relocation.isEmpty || sponsorship != .unknown
            validation.require(!isTold, "offerGross", "required")
            return nil
        }
        validation.require(!currency.isEmpty, "offerCurrency", "required")
        validation.require(period != nil, "offerPeriod", "required")
        guard Currency.codes.contains(currency), let period else { return nil }
        let units = Amount.units(gross, currency: currency) ?? 0
        validation.require(units > 0, "offerGross", "money_form")
        let minutes = offerHours.flatMap { (1...80).contains($0) ? Int(($0 * 60).rounded()) : nil }
        return Offer(
            gross: units, currency: currency, period: period, minutes: minutes, relocation: relocation,
            sponsorship: sponsorship)
    }
}

/// Where an application has come to.
package struct ApplicationMoveDraft: CheckedDraft {
    package var stage: String?
    /// `YYYY-MM-DD`; today unless told.
    package var on: String?

    package init(stage: String?, on: String? = nil) { (self.stage, self.on) = (stage, on) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case stage, on }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> (stage: ApplicationStage, on: CivilDay) {
        var validation = Validation()
        let stage = validation.choice(stage, "stage", default: ApplicationStage.interested)
        let on = validation.past(on, "on", at: now)
        try validation.check()
        return (stage, on)
    }
}

extension Validation {
    /// A day that has begun wherever the member is; today unless told.
    fileprivate mutating func past(_ text: String?, _ field: String, at now: Timestamp) -> CivilDay {
        note(field, .text(0...10))
        let today = CivilDay(now)
        let text = UserText.clean(text ?? "", .line)
        guard !text.isEmpty else { return today }
        guard let day = CivilDay(text) else {
            refuse(field, "day_form")
            return today
        }
        require(day <= today.adding(1), field, "day_ahead")
        require(day.year >= 2000, field, "too_early")
        return day
    }
}
