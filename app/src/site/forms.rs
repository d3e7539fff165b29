//! Controls of a form, drawn the same everywhere: label, help, message beside, value kept.

mod lists;

use leptos::prelude::*;
use simulator::Baremes;
use simulator::facts::{
    EcCategory, ErrorBy, Exemption, Fact, Genre, Holder, NationalBody, Norm, Operation, Origin, Use,
};
use vocabulary::Lang;
use wording::labels as words;

use lists::{Choice, choices, genres, operations};

/// What a control needs to know.
pub(super) struct Controls<'page> {
    pub(super) lang: Lang,
    pub(super) baremes: &'page Baremes,
    /// What was typed, by name.
    pub(super) pairs: &'page [(String, String)],
    /// What is wrong, by name.
    pub(super) errors: &'page [(String, String)],
    /// Before the name and the identifier: empty, or `vs_`.
    pub(super) prefix: &'static str,
}

enum Kind {
    Number { most: u32 },
    Date,
    Flag,
    List(Vec<Choice>),
    Groups(Vec<(String, Vec<Choice>)>),
}

impl Controls<'_> {
    fn value(&self, name: &str) -> String {
        self.pairs
            .iter()
            .find(|(one, _)| one == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }

    /// The control of `fact` in its own box, hidden unless `shown`.
    pub(super) fn field(&self, fact: Fact, shown: bool) -> AnyView {
        let name = format!("{}{}", self.prefix, fact.id());
        let lang = self.lang;
        let error =
            self.errors.iter().find(|(one, _)| *one == name).map(|(_, message)| message.clone());
        let mut value = self.value(&name);
        if value.is_empty() && self.prefix.is_empty() {
            // A list shows what it stands for when nothing was said.
            value = Self::default_of(fact);
        }
        let kind = self.kind(fact);
        let (help_id, error_id) = (format!("{name}-help"), format!("{name}-error"));
        let described = format!("{help_id} {error_id}");
        let invalid = if error.is_some() { "true" } else { "false" };
        let certificate_field = words::fact_field(fact);
        let control = control(&kind, &name, &value, lang, &described, invalid, certificate_field);
        let label = words::fact_label(fact, lang);
        let flag = matches!(kind, Kind::Flag);
        let unit = words::fact_unit(fact, lang)
            .filter(|_| matches!(kind, Kind::Number { .. }))
            .map(|unit| {
                view! {
                    <span class="unit" aria-hidden="true">
                        {unit}
                    </span>
                }
            });
        let class = if flag { "field choice" } else { "field" };
        let message = view! {
            <p class="field-error" id=error_id data-error-for=name.clone() hidden=error.is_none()>
                {error.clone()}
            </p>
        };
        let help = view! {
            <p class="field-help" id=help_id>
                {words::fact_help(fact, lang)}
            </p>
        };
        let question = (self.prefix.is_empty()).then(|| fact.id());
        if flag {
            return view! {
                <div class=class data-question=question hidden=!shown>
                    {control}
                    <label class="field-label" for=name>
                        {label}
                    </label>
                    {help}
                    {message}
                </div>
            }
            .into_any();
        }
        view! {
            <div class=class data-question=question hidden=!shown>
                <label class="field-label" for=name>
                    {label}
                </label>
                {help}
                {message}
                <div class="control">{control} {unit}</div>
            </div>
        }
        .into_any()
    }

    /// The value that a list stands on when nothing was said.
    fn default_of(fact: Fact) -> String {
        match fact {
            Fact::Operation => Operation::ChangementTitulaire.id().to_owned(),
            Fact::Genre => Genre::Vp.id().to_owned(),
            _ => String::new(),
        }
    }

    fn kind(&self, fact: Fact) -> Kind {
        let lang = self.lang;
        let list = |entries: Vec<Choice>, unsaid: &str| {
            let mut choices = vec![(String::new(), unsaid.to_owned())];
            choices.extend(entries);
            Kind::List(choices)
        };
        let unsaid = lang.pick("Je ne sais pas / sans objet", "I don’t know / not relevant");
        match fact {
            Fact::IssuedOn | Fact::FirstRegisteredOn | Fact::FirstRegisteredInFranceOn => {
                Kind::Date
            }
            Fact::DisabilityCard | Fact::Collection | Fact::E85Converted => Kind::Flag,
            Fact::FiscalCv => Kind::Number { most: 999 },
            Fact::Seats => Kind::Number { most: 200 },
            Fact::DependentChildren => Kind::Number { most: 30 },
            Fact::Co2GKm => Kind::Number { most: 2000 },
            Fact::PriceCents => Kind::Number { most: 4_000_000_000 },
            Fact::MassInRunningOrderKg
            | Fact::PtacKg
            | Fact::MaxTechnicalMassKg
            | Fact::ElectricRangeKm
            | Fact::ElectricPowerKw
            | Fact::NetPowerKw => Kind::Number { most: 100_000 },
            Fact::MileageKm => Kind::Number { most: 9_999_999 },
            Fact::Operation => Kind::Groups(operations(lang)),
            Fact::Genre => Kind::Groups(genres(lang)),
            Fact::Departement => list(self.departements(), lang.pick("Choisissez", "Choose")),
            Fact::Region => list(
                self.baremes
                    .regions
                    .iter()
                    .map(|region| (region.code.clone(), region.name.clone()))
                    .collect(),
                unsaid,
            ),
            Fact::Energy => list(
                self.baremes
                    .energies
                    .iter()
                    .map(|energy| {
                        (
                            energy.p3.clone(),
                            format!("{} ({})", words::energy_label(energy, lang), energy.p3),
                        )
                    })
                    .collect(),
                lang.pick("Choisissez", "Choose"),
            ),
            Fact::Body => list(
                ["AA", "AB", "AC", "AD", "AE", "AF", "BA", "BB", "BE", "SA", "SH"]
                    .into_iter()
                    .filter_map(|code| {
                        let label = words::body_label(code, lang)?;
                        Some((code.to_owned(), format!("{code}, {label}")))
                    })
                    .collect(),
                unsaid,
            ),
            Fact::NationalBody => list(
                choices(NationalBody::ALL, NationalBody::id, |b| {
                    words::national_body_label(b, lang)
                }),
                unsaid,
            ),
            Fact::EcCategory => list(
                choices(EcCategory::ALL, EcCategory::id, |c| words::ec_category_label(c, lang)),
                unsaid,
            ),
            Fact::Origin => {
                list(choices(Origin::ALL, Origin::id, |o| words::origin_label(o, lang)), unsaid)
            }
            Fact::Co2Norm => {
                list(choices(Norm::ALL, Norm::id, |n| words::norm_label(n, lang)), unsaid)
            }
            Fact::Holder => {
                list(choices(Holder::ALL, Holder::id, |h| words::holder_label(h, lang)), unsaid)
            }
            Fact::Exemption => list(
                choices(Exemption::ALL, Exemption::id, |e| words::exemption_label(e, lang)),
                lang.pick("Aucune", "None"),
            ),
            Fact::Use => list(choices(Use::ALL, Use::id, |u| words::use_label(u, lang)), unsaid),
            Fact::ErrorBy => {
                list(choices(ErrorBy::ALL, ErrorBy::id, |e| words::error_by_label(e, lang)), unsaid)
            }
            Fact::MalusSettled | Fact::NewCertificate => list(
                [true, false]
                    .map(|yes| (yes.to_string(), words::yes_no(yes, lang).to_owned()))
                    .to_vec(),
                unsaid,
            ),
        }
    }

    fn departements(&self) -> Vec<Choice> {
        let mut all: Vec<Choice> = self
            .baremes
            .regions
            .iter()
            .flat_map(|region| &region.departements)
            .map(|code| {
                let name = wording::departements::departement_name(code).unwrap_or_default();
                (code.clone(), format!("{code} {name}"))
            })
            .collect();
        // 2A and 2B stand between 19 and 21, the overseas ones last.
        all.sort_by_cached_key(|(code, _)| {
            (code.len(), code.replace('A', ".1").replace('B', ".2"))
        });
        all
    }
}

/// The options of a list as HTML: there are hundreds in a page, and each is three words.
fn options(html: &mut String, choices: &[Choice], value: &str) {
    for (code, label) in choices {
        html.push_str("<option value=\"");
        escape(html, code);
        html.push_str(if code == value { "\" selected>" } else { "\">" });
        escape(html, label);
        html.push_str("</option>");
    }
}

fn escape(html: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(letter),
        }
    }
}

fn control(
    kind: &Kind,
    name: &str,
    value: &str,
    lang: Lang,
    described: &str,
    invalid: &'static str,
    certificate_field: Option<&'static str>,
) -> AnyView {
    let (id, described) = (name.to_owned(), described.to_owned());
    match kind {
        Kind::Number { most } => {
            // As wide as what it holds, so that the size of the box hints at the answer.
            let digits = most.to_string().len();
            view! {
                <input
                    class="input"
                    id=id.clone()
                    name=id
                    r#type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength="12"
                    size=digits.max(5).to_string()
                    value=value.to_owned()
                    aria-describedby=described
                    aria-invalid=invalid
                    data-field-input=certificate_field
                />
            }
            .into_any()
        }
        Kind::Date => view! {
            <input
                class="input"
                id=id.clone()
                name=id
                r#type="date"
                min="1900-01-01"
                max="2199-12-31"
                autocomplete="off"
                value=value.to_owned()
                aria-describedby=described
                aria-invalid=invalid
                data-field-input=certificate_field
            />
        }
        .into_any(),
        Kind::Flag => view! {
            <input
                id=id.clone()
                name=id
                r#type="checkbox"
                value="true"
                checked=matches!(value, "true" | "on" | "1")
                aria-describedby=described
                aria-invalid=invalid
            />
        }
        .into_any(),
        Kind::List(_) | Kind::Groups(_) => view! {
            <select
                class="select"
                id=id.clone()
                name=id
                autocomplete="off"
                aria-describedby=described
                aria-invalid=invalid
                data-field-input=certificate_field
                inner_html=list_html(kind, name, value, lang)
            ></select>
        }
        .into_any(),
    }
}

fn list_html(kind: &Kind, name: &str, value: &str, lang: Lang) -> String {
    let mut html = String::with_capacity(8 * 1024);
    match kind {
        Kind::List(choices) => options(&mut html, choices, value),
        Kind::Groups(groups) => {
            if name.starts_with(crate::live::VERSUS) {
                let same = lang.pick("La même chose", "The same");
                options(&mut html, &[(String::new(), same.to_owned())], value);
            }
            for (label, choices) in groups {
                html.push_str("<optgroup label=\"");
                escape(&mut html, label);
                html.push_str("\">");
                options(&mut html, choices, value);
                html.push_str("</optgroup>");
            }
        }
        Kind::Number { .. } | Kind::Date | Kind::Flag => {}
    }
    html
}

/// The list of what is wrong, on top of a form, each line leading to its control.
pub(super) fn error_summary(errors: &[(String, String)], lang: Lang) -> Option<AnyView> {
    if errors.is_empty() {
        return None;
    }
    let lines = errors
        .iter()
        .map(|(name, message)| {
            view! {
                <li>
                    <a href=format!("#{name}")>{message.clone()}</a>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <div class="error-summary" role="alert" tabindex="-1" aria-labelledby="error-title">
                <h2 id="error-title">{lang.pick("À corriger", "Please correct")}</h2>
                <ul>{lines}</ul>
            </div>
        }
        .into_any(),
    )
}
