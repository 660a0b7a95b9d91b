import CaseLedger

extension FundBook {
    static func handleFunds(_ on: inout Handlers<FundBook>) {
        on(FundEstablished.self) { state, context, event in
            let first = Dated(event.custodian, from: context.occurred.earliest, context)
            let fund = Fund(
                id: event.fund, name: event.name, parent: event.parent,
                unit: context.actor.unit, established: first, custodians: [first])
            _ = state.fundBook.found(fund, as: event.fund, at: context.position)
        }
        on(CustodianAppointed.self) { state, context, event in
            let custodian = Dated(event.custodian, from: context.occurred.earliest, context)
            state.fundBook.change(event.fund) { fund in
                fund.custodians.append(custodian)
                fund.custodians.sort { $0.comes(before: $1) }
            }
        }
        on(EarmarkOpened.self) { state, context, event in
            let earmark = Earmark(
                id: event.earmark, fund: event.fund, purposes: event.purposes,
                position: context.position)
            guard state.earmarkBook.found(earmark, as: event.earmark, at: context.position) else {
                return
            }
            let id = event.earmark
            state.fundBook.change(event.fund) { $0.earmarks.append(id) }
        }
    }

    static func handleDonations(_ on: inout Handlers<FundBook>) {
        on(DonationReceived.self) { state, context, event in
            let donation = Donation(
                said: event, at: context.occurred, position: context.position)
            let isNew = state.donationBook.found(
                donation, as: event.donation, at: context.position)
            guard isNew else { return }
            state.post(
                Posting(
                    kind: .donation(event.donation), form: event.kind, amount: event.amount,
                    at: context.occurred, position: context.position), to: event.earmark)
            if let reversal = state.donationReversals[event.donation] {
                state.reverse(donation, by: reversal)
            }
        }
        on(DonationReversed.self) { state, context, event in
            guard state.donationReversals[event.donation] == nil else { return }
            let reversal = Mark(context)
            state.donationReversals[event.donation] = reversal
            if let donation = state.donations[event.donation] {
                state.reverse(donation, by: reversal)
            }
        }
    }

    static func handleAid(_ on: inout Handlers<FundBook>) {
        on(AidApplied.self) { state, context, event in
            _ = state.aidBook.found(
                Aid(said: event, applied: Mark(context)), as: event.aid, at: context.position)
        }
        on(AidApproved.self) { state, context, event in
            let approval = Approval(said: event, at: Mark(context))
            state.aidBook.change(event.aid) { $0.approvals.append(approval) }
        }
        on(AidRejected.self) { state, context, event in
            let rejection = Mark(context)
            state.aidBook.change(event.aid) { $0.rejections.append(rejection) }
        }
    }

    static func handlePayments(_ on: inout Handlers<FundBook>) {
        on(DisbursementPaid.self) { state, context, event in
            let payment = Payment(said: event, at: Mark(context))
            let isNew = state.paymentBook.found(
                payment, as: event.disbursement, at: context.position)
            guard isNew else { return }
            let id = event.disbursement
            if let aid = event.aid { state.aidBook.change(aid) { $0.payments.append(id) } }
            state.post(
                Posting(
                    kind: .payment(event.disbursement), form: .money,
                    amount: .zero - event.amount, at: context.occurred,
                    position: context.position), to: event.earmark)
            if let reversal = state.paymentReversals[event.disbursement] {
                state.reverse(payment, by: reversal)
            }
        }
        on(DisbursementConfirmed.self) { state, context, event in
            let position = context.position
            state.paymentBook.change(event.disbursement) { $0.confirmed = position }
        }
        on(DisbursementReversed.self) { state, context, event in
            guard state.paymentReversals[event.disbursement] == nil else { return }
            let reversal = Mark(context)
            state.paymentReversals[event.disbursement] = reversal
            if let payment = state.payments[event.disbursement] {
                state.reverse(payment, by: reversal)
            }
        }
    }

    /// Drops every payment that is not wanted; the earmarks keep what moved them.
    mutating func keepPayments(where isWanted: (Payment) -> Bool) {
        paymentBook.keep(where: isWanted)
    }

    private mutating func post(_ posting: Posting, to earmark: EarmarkID) {
        earmarkBook.change(earmark) { $0.postings.append(posting) }
    }

    private mutating func reverse(_ donation: Donation, by reversal: Mark) {
        let said = donation.said
        donationBook.change(said.donation) { $0.reversed = reversal.position }
        post(
            Posting(
                kind: .donationReversed(said.donation), form: said.kind,
                amount: .zero - said.amount, at: reversal.at, position: reversal.position),
            to: said.earmark)
    }

    private mutating func reverse(_ payment: Payment, by reversal: Mark) {
        let said = payment.said
        paymentBook.change(said.disbursement) { $0.reversed = reversal.position }
        post(
            Posting(
                kind: .paymentReversed(said.disbursement), form: .money, amount: said.amount,
                at: reversal.at, position: reversal.position), to: said.earmark)
    }
}
