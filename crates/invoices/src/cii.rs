//! A paper as programs read it: Cross Industry Invoice D22B, profile EN 16931 of Factur-X, with what the French rules (CTC) add.
//!
//! A tax is a line of category E, exempt by article 79(c) of the VAT directive: money paid in the name and for the account of
//! the customer. The fee is a line of category S. Everything is already paid (process `S2`), or already given back.

use vocabulary::{Cents, Date};

use crate::words::{COSTS, DEBOURS, DISCOUNT, LATE, NO_VAT};
use crate::{Address, Content, Item, Line, Means, Number};

/// XML, written from the outside in.
struct Xml(String);

impl Xml {
    /// An element with what `inside` writes.
    fn within(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.0.extend(["<", name, ">"]);
        inside(self);
        self.0.extend(["</", name, ">"]);
    }

    /// An element that holds a text; none where there is no text.
    fn text(&mut self, name: &str, text: &str) {
        self.attributed(name, "", text);
    }

    /// The same with attributes, as they are written.
    fn attributed(&mut self, name: &str, attributes: &str, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.0.extend(["<", name, attributes, ">"]);
        for letter in text.chars() {
            match letter {
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '&' => self.0.push_str("&amp;"),
                // XML 1.0 has no such letter at all.
                letter if letter.is_control() => self.0.push(' '),
                '\u{fffe}' | '\u{ffff}' => {}
                letter => self.0.push(letter),
            }
        }
        self.0.extend(["</", name, ">"]);
    }

    fn day(&mut self, name: &str, day: Date) {
        self.within(name, |xml| xml.stamped("udt:DateTimeString", day));
    }

    fn stamped(&mut self, name: &str, day: Date) {
        let day = format!("{:04}{:02}{:02}", day.year(), day.month(), day.day());
        self.attributed(name, " format=\"102\"", &day);
    }

    fn cents(&mut self, name: &str, cents: Cents) {
        self.text(name, &amount(cents));
    }
}

/// `-12345` as `-123.45`.
fn amount(cents: Cents) -> String {
    let (sign, cents) = if cents.0 < 0 { ("-", -cents.0) } else { ("", cents.0) };
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn packed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <rsm:CrossIndustryInvoice \
    xmlns:rsm=\"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100\" \
    xmlns:ram=\"urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100\" \
    xmlns:qdt=\"urn:un:unece:uncefact:data:standard:QualifiedDataType:100\" \
    xmlns:udt=\"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100\">";

/// The paper `number` of the day `on` as XML.
pub(crate) fn written(number: Number, on: Date, content: &Content) -> String {
    let mut xml = Xml(HEAD.to_owned());
    xml.within("rsm:ExchangedDocumentContext", |xml| {
        xml.within("ram:BusinessProcessSpecifiedDocumentContextParameter", |xml| {
            xml.text("ram:ID", "S2");
        });
        xml.within("ram:GuidelineSpecifiedDocumentContextParameter", |xml| {
            xml.text("ram:ID", "urn:cen.eu:en16931:2017");
        });
    });
    xml.within("rsm:ExchangedDocument", |xml| {
        xml.text("ram:ID", &number.to_string());
        xml.text("ram:TypeCode", number.kind.code());
        xml.day("ram:IssueDateTime", on);
        let treatment = if content.is_between_traders() { "B2B" } else { "B2C" };
        for (code, note) in [("AAB", DISCOUNT), ("PMD", LATE), ("PMT", COSTS), ("BAR", treatment)] {
            xml.within("ram:IncludedNote", |xml| {
                xml.text("ram:Content", note);
                xml.text("ram:SubjectCode", code);
            });
        }
    });
    xml.within("rsm:SupplyChainTradeTransaction", |xml| {
        for (place, one) in content.lines.iter().enumerate() {
            line(xml, place + 1, one, content.vat_rate);
        }
        agreement(xml, content);
        xml.within("ram:ApplicableHeaderTradeDelivery", |xml| {
            xml.within("ram:ActualDeliverySupplyChainEvent", |xml| {
                xml.day("ram:OccurrenceDateTime", content.served_on);
            });
        });
        settlement(xml, content);
    });
    xml.0.push_str("</rsm:CrossIndustryInvoice>\n");
    xml.0
}

/// The category of VAT of `item`, and its rate in percent.
fn category(item: &Item, rate: i64) -> (&'static str, String) {
    if *item == Item::Fee && rate != 0 {
        ("S", amount(Cents(rate)))
    } else {
        ("E", amount(Cents::ZERO))
    }
}

fn line(xml: &mut Xml, place: usize, line: &Line, rate: i64) {
    // A price is never below nothing: what is taken off is one less of it.
    let net = line.sum.net;
    let (price, count) = if net.0 < 0 { (-net, "-1") } else { (net, "1") };
    xml.within("ram:IncludedSupplyChainTradeLineItem", |xml| {
        xml.within("ram:AssociatedDocumentLineDocument", |xml| {
            xml.text("ram:LineID", &place.to_string());
        });
        xml.within("ram:SpecifiedTradeProduct", |xml| {
            xml.text("ram:Name", &line.label);
            if line.item != Item::Fee {
                xml.text("ram:Description", DEBOURS);
            }
        });
        xml.within("ram:SpecifiedLineTradeAgreement", |xml| {
            xml.within("ram:NetPriceProductTradePrice", |xml| {
                xml.cents("ram:ChargeAmount", price);
            });
        });
        xml.within("ram:SpecifiedLineTradeDelivery", |xml| {
            xml.attributed("ram:BilledQuantity", " unitCode=\"C62\"", count);
        });
        xml.within("ram:SpecifiedLineTradeSettlement", |xml| {
            let (category, rate) = category(&line.item, rate);
            xml.within("ram:ApplicableTradeTax", |xml| {
                xml.text("ram:TypeCode", "VAT");
                xml.text("ram:CategoryCode", category);
                xml.text("ram:RateApplicablePercent", &rate);
            });
            xml.within("ram:SpecifiedTradeSettlementLineMonetarySummation", |xml| {
                xml.cents("ram:LineTotalAmount", net);
            });
        });
    });
}

fn agreement(xml: &mut Xml, content: &Content) {
    let Content { seller, buyer, .. } = content;
    xml.within("ram:ApplicableHeaderTradeAgreement", |xml| {
        xml.within("ram:SellerTradeParty", |xml| {
            let siren = digits(&seller.siren);
            xml.text("ram:Name", &seller.name);
            xml.within("ram:SpecifiedLegalOrganization", |xml| {
                xml.attributed("ram:ID", " schemeID=\"0002\"", &siren);
                xml.text("ram:TradingBusinessName", &seller.brand);
            });
            address(xml, &seller.address);
            electronic(xml, "0225", &siren);
            xml.within("ram:SpecifiedTaxRegistration", |xml| {
                let vat_number = packed(&seller.vat_number);
                if vat_number.is_empty() {
                    xml.attributed("ram:ID", " schemeID=\"FC\"", &siren);
                } else {
                    xml.attributed("ram:ID", " schemeID=\"VA\"", &vat_number);
                }
            });
        });
        xml.within("ram:BuyerTradeParty", |xml| {
            xml.text("ram:Name", &buyer.name);
            let siren = digits(&buyer.siren);
            if content.is_between_traders() {
                xml.within("ram:SpecifiedLegalOrganization", |xml| {
                    xml.attributed("ram:ID", " schemeID=\"0002\"", &siren);
                });
            }
            address(xml, &buyer.address);
            if content.is_between_traders() {
                electronic(xml, "0225", &siren);
            } else {
                electronic(xml, "EM", &buyer.email);
            }
        });
        xml.within("ram:SellerOrderReferencedDocument", |xml| {
            xml.text("ram:IssuerAssignedID", &content.reference);
        });
    });
}

fn address(xml: &mut Xml, address: &Address) {
    xml.within("ram:PostalTradeAddress", |xml| {
        xml.text("ram:PostcodeCode", &address.postcode);
        xml.text("ram:LineOne", &address.line);
        xml.text("ram:LineTwo", &address.more);
        xml.text("ram:CityName", &address.city);
        xml.text("ram:CountryID", "FR");
    });
}

fn electronic(xml: &mut Xml, scheme: &str, name: &str) {
    xml.within("ram:URIUniversalCommunication", |xml| {
        xml.attributed("ram:URIID", &format!(" schemeID=\"{scheme}\""), name);
    });
}

fn settlement(xml: &mut Xml, content: &Content) {
    let (fee, total) = (content.fee(), content.total());
    let net = content.taxes() + fee.net;
    xml.within("ram:ApplicableHeaderTradeSettlement", |xml| {
        xml.text("ram:InvoiceCurrencyCode", "EUR");
        means(xml, content);
        vat(xml, content);
        xml.within("ram:SpecifiedTradePaymentTerms", |xml| {
            xml.day("ram:DueDateDateTime", content.paid_on);
        });
        xml.within("ram:SpecifiedTradeSettlementHeaderMonetarySummation", |xml| {
            xml.cents("ram:LineTotalAmount", net);
            xml.cents("ram:TaxBasisTotalAmount", net);
            xml.attributed("ram:TaxTotalAmount", " currencyID=\"EUR\"", &amount(fee.vat));
            xml.cents("ram:GrandTotalAmount", total);
            xml.cents("ram:TotalPrepaidAmount", total);
            xml.cents("ram:DuePayableAmount", Cents::ZERO);
        });
        for corrected in &content.corrects {
            xml.within("ram:InvoiceReferencedDocument", |xml| {
                xml.text("ram:IssuerAssignedID", &corrected.number);
                xml.within("ram:FormattedIssueDateTime", |xml| {
                    xml.stamped("qdt:DateTimeString", corrected.issued_on);
                });
            });
        }
    });
}

fn means(xml: &mut Xml, content: &Content) {
    let iban = packed(&content.seller.iban);
    xml.within("ram:SpecifiedTradeSettlementPaymentMeans", |xml| match content.means() {
        Means::Card => xml.text("ram:TypeCode", "48"),
        Means::Transfer if iban.is_empty() => xml.text("ram:TypeCode", "1"),
        Means::Transfer => {
            xml.text("ram:TypeCode", "30");
            xml.within("ram:PayeePartyCreditorFinancialAccount", |xml| {
                xml.text("ram:IBANID", &iban);
            });
        }
    });
}

/// What each category comes to: one group each.
fn vat(xml: &mut Xml, content: &Content) {
    let (taxes, fee, rate) = (content.taxes(), content.fee(), content.vat_rate);
    let of = |wanted: &str| content.lines.iter().any(|line| category(&line.item, rate).0 == wanted);
    if of("E") {
        let exempt_fee = rate == 0 && !fee.net.eq(&Cents::ZERO);
        let basis = if exempt_fee { taxes + fee.net } else { taxes };
        let reason = match (taxes.0 != 0, exempt_fee) {
            (true, true) => format!("{DEBOURS}. {NO_VAT}"),
            (false, true) => NO_VAT.to_owned(),
            _ => DEBOURS.to_owned(),
        };
        xml.within("ram:ApplicableTradeTax", |xml| {
            xml.cents("ram:CalculatedAmount", Cents::ZERO);
            xml.text("ram:TypeCode", "VAT");
            xml.text("ram:ExemptionReason", &reason);
            xml.cents("ram:BasisAmount", basis);
            xml.text("ram:CategoryCode", "E");
            if !exempt_fee {
                xml.text("ram:ExemptionReasonCode", "VATEX-EU-79-C");
            }
            xml.text("ram:RateApplicablePercent", &amount(Cents::ZERO));
        });
    }
    if of("S") {
        xml.within("ram:ApplicableTradeTax", |xml| {
            xml.cents("ram:CalculatedAmount", fee.vat);
            xml.text("ram:TypeCode", "VAT");
            xml.cents("ram:BasisAmount", fee.net);
            xml.text("ram:CategoryCode", "S");
            xml.text("ram:RateApplicablePercent", &amount(Cents(rate)));
        });
    }
}

#[cfg(test)]
pub(crate) mod tests;
