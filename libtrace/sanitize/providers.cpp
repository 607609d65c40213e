#include "sanitize/providers.h"

#include "sanitize/bytes.h"

#include <algorithm>
#include <array>

namespace trace::sanitize {
namespace {

// data table: sorted; all lower case, letters and digits only.
// clang-format off
constexpr std::string_view kDistinct[] = {
    "abuseipdb", "adobe", "agora", "airbrake", "airship", "airtable", "aiven", "alchemy",
    "algolia", "alphavantage", "amadeus", "amplitude", "apideck", "apiflash", "apifonica",
    "apify", "apilayer", "apitemplate", "appcues", "appfollow", "appoptics", "appsynergy",
    "artifactory", "asana", "assemblyai", "auth0", "avalara", "aviationstack", "ayrshare",
    "bannerbear", "baremetrics", "beamer", "beebole", "bitbar", "bitcoinaverage", "bitfinex",
    "bitly", "bittrex", "blablabus", "blazemeter", "blitapp", "blocknative", "blynk", "bombbomb",
    "boostnote", "borgbase", "browserstack", "browshot", "bscscan", "bugherd", "bugsnag",
    "buttercms", "calendarific", "calendly", "callrail", "campayn", "capsulecrm", "censys",
    "chatfuel", "checkmarx", "checkvist", "clarifai", "clearbit", "clickhelp", "clicksend",
    "clicktime", "clickup", "clockify", "cloudflare", "cloudimage", "cloudmersive", "cloudplan",
    "cloudsight", "cloudsmith", "cloudways", "cloverly", "clustdoc", "codacy", "codemagic",
    "coinapi", "coinbase", "coinlayer", "coinlib", "coinmarketcap", "confluent", "contentful",
    "convertapi", "convertkit", "coveralls", "craftmypdf", "crowdin", "cryptocompare",
    "currencyfreaks", "currencylayer", "currencyscoop", "customerio", "dareboost", "databox",
    "datadog", "datagov", "debounce", "deepai", "deepgram", "deepl", "delighted", "detectify",
    "detectlanguage", "digicert", "disqus", "docparser", "documo", "docusign", "doppler",
    "dronahq", "droneci", "dyspatch", "eagleeyenetworks", "easyinsight", "edamam", "edenai",
    "elasticemail", "elevenlabs", "etherscan", "ethplorer", "etsy", "eventbrite", "everhour",
    "exchangerateapi", "exchangeratesapi", "extractorapi", "fastforex", "fastly", "fetchrss",
    "fibery", "figma", "finage", "findl", "finicity", "finnhub", "fixerio", "flatio", "fleetbase",
    "flickr", "flightapi", "flightstats", "flowflu", "formbucket", "formcraft", "formio",
    "foursquare", "frameio", "freshbooks", "freshdesk", "fulcrum", "fullstory", "geoapify",
    "geocodify", "geocodio", "geoipifi", "getgeoapi", "getgist", "getresponse", "gitter",
    "glassnode", "glitterlyapi", "gocanvas", "gocardless", "goodday", "grafana", "graphcms",
    "graphhopper", "groovehq", "gumroad", "gyazo", "happyscribe", "hellosign", "helpcrunch",
    "helpscout", "hereapi", "holidayapi", "honeybadger", "honeycomb", "hubspot", "hybiscus",
    "hypertrack", "iconfinder", "iexapis", "iexcloud", "imagekit", "imagga", "infracost",
    "infura", "instabot", "interseller", "intrinio", "invoiceocean", "ip2location", "ipapi",
    "ipgeolocation", "ipify", "ipinfo", "ipinfodb", "ipquality", "ipstack", "jotform",
    "jumpcloud", "jupiterone", "kickbox", "klaviyo", "klipfolio", "knapsackpro", "kontent",
    "kraken", "kucoin", "kylas", "languagelayer", "launchdarkly", "leadfeeder", "lemlist",
    "lemonsqueezy", "lendflow", "lessannoyingcrm", "lexigram", "linenotify", "linkpreview",
    "liveagent", "livestorm", "locationiq", "loggly", "loginradius", "lokalise", "loyverse",
    "lunchmoney", "madkudu", "mailboxlayer", "mailchimp", "mailerlite", "mailgun", "mailjet",
    "mailjetsms", "mailmodo", "mailsac", "mandrill", "mapbox", "mapquest", "marketstack",
    "mattermost", "mavenlink", "maxmind", "mediastack", "meistertask", "messagebird", "metaapi",
    "mindmeister", "mixpanel", "monkeylearn", "moosend", "moralis", "mrticktock", "myexperiment",
    "myfreshworks", "myintervals", "nethunt", "netlify", "neutrinoapi", "newrelic", "newsapi",
    "newscatcher", "nftport", "ngrok", "nicereply", "nightfall", "notion", "nozbe", "nozbeteams",
    "numverify", "nutritionix", "nylas", "nytimes", "oanda", "okta", "omnisend", "onbuka",
    "onedesk", "onelogin", "onepagecrm", "onesignal", "onwater", "oopspam", "opencage", "openuv",
    "openweather", "openweathermap", "optimizely", "owlbot", "packagecloud", "pagarme",
    "pagerduty", "pandadoc", "pandascore", "paperform", "paralleldots", "parsehub", "parseur",
    "partnerstack", "passbase", "pastebin", "paymoapp", "paymongo", "paypal", "paystack",
    "pdflayer", "pdfshift", "peopledatalabs", "pepipost", "phraseaccesstoken", "pinata",
    "pipedream", "pipedrive", "pivotaltracker", "pixabay", "plaid", "planview", "planyo", "plivo",
    "podio", "pollsapi", "poloniex", "positionstack", "postageapp", "posthog", "postmark",
    "powrbot", "prodpad", "prospectcrm", "protocolsio", "proxycrawl", "pubnub", "pulumi",
    "purestake", "pushbullet", "pusher", "qase", "qualaroo", "qubole", "rawg", "razorpay",
    "reachmail", "reallysimplesystems", "rebrandly", "recaptcha", "redmine", "refiner", "rentman",
    "repairshopr", "replicate", "requestfinance", "restpack", "restpackapi", "revampcrm",
    "ringcentral", "ritekit", "rocketreach", "rockset", "roninapp", "route4me", "rownd",
    "runrunit", "runscope", "salesblink", "salescookie", "salesflare", "salesmate", "satismeter",
    "saucelabs", "scaleway", "scrapeowl", "scraperapi", "scraperbox", "scrapersite",
    "scrapestack", "scrapfly", "scrapingant", "scrapingbee", "screenshotapi", "screenshotlayer",
    "securitytrails", "selectpdf", "sendbird", "sendbirdorganizationapi", "sendgrid",
    "sendinblue", "serphouse", "serpstack", "sheety", "sherpadesk", "shipday", "shippo", "shodan",
    "shodankey", "shopify", "shotstack", "shutterstock", "signable", "signaturit", "signupgenius",
    "sigopt", "simfin", "simplesat", "simplynoted", "simvoly", "sinchmessage", "sirv", "siteleaf",
    "skrapp", "skybiometry", "slackwebhook", "smartsheets", "smartystreets", "snipcart", "snyk",
    "softlayer", "sonarcloud", "sourcegraph", "sparkpost", "speechtextai", "splunk",
    "spoonacular", "sportradar", "sportsmonk", "spotify", "sqreen", "squarespace", "sslmate",
    "statuscake", "statuspage", "stitchdata", "stockdata", "storecove", "stormboard",
    "stormglass", "storyblok", "stripo", "stytch", "sugester", "sumologic", "supernotes",
    "surveybot", "surveysparrow", "survicate", "swiftype", "tallyfy", "tatumio", "taxjar",
    "teamgate", "teamworkcrm", "teamworkdesk", "teamworkspaces", "technicalanalysisapi", "tefter",
    "telegrambottoken", "teletype", "telnyx", "textmagic", "theoddsapi", "thinkific",
    "thousandeyes", "ticketmaster", "tiingo", "timecamp", "timezoneapi", "tineswebhook",
    "tmetric", "todoist", "toggl", "tomorrowio", "tomtom", "tradier", "transferwise", "travisci",
    "trello", "trelloapikey", "twelvedata", "twilio", "twitch", "tyntec", "typeform", "ubidots",
    "uclassify", "unifyid", "unplugg", "unsplash", "upcdatabase", "uplead", "uploadcare",
    "uptimerobot", "upwave", "urlscan", "userflow", "userstack", "vatlayer", "vbout", "vercel",
    "verimail", "veriphone", "versioneye", "viewneo", "virustotal", "visualcrossing", "voicegain",
    "voodoosms", "vouchery", "vpnapi", "vultr", "vyte", "walkscore", "wandb", "weatherbit",
    "weatherstack", "webflow", "webscraper", "webscraping", "wepay", "whoxy", "wistia",
    "workstack", "worldcoinindex", "worldweather", "wrike", "yandex", "yelp", "youneedabudget",
    "zapier", "zendesk", "zenkit", "zenrows", "zenscrape", "zenserp", "zeplin", "zerobounce",
    "zerotier", "zipapi", "zipbooks", "zipcodeapi", "zonka",
};

constexpr std::string_view kPlain[] = {
    "adyen", "amazon", "apple", "atlassian", "aws", "azure", "bitbucket", "box", "chatbot",
    "cicero", "circleci", "daily", "dandelion", "digitalocean", "discord", "dropbox", "enigma",
    "eraser", "facebook", "fixer", "flat", "front", "github", "gitlab", "google", "heroku",
    "impala", "intercom", "jira", "juro", "linear", "linkedin", "lob", "microsoft", "noticeable",
    "npm", "nuget", "openai", "owm", "prospect", "pyowm", "sentry", "shortcut", "slack", "square",
    "stripe", "telegram", "terraform", "twitter", "vault",
};
// clang-format on

template <typename List>
bool holds(const List& list, std::string_view word) {
  return std::binary_search(std::begin(list), std::end(list), word);
}

std::string_view without_ending(std::string_view word) {
  static constexpr std::string_view kEndings[] = {
      "accesstoken", "secretkey", "secrettoken", "privatekey", "apikey", "apitoken", "token",
      "key",         "secret",    "access",      "private",    "api",    "client",   "account"};
  for (const std::string_view ending : kEndings) {
    if (word.size() > ending.size() + 2 && word.ends_with(ending)) {
      return word.substr(0, word.size() - ending.size());
    }
  }
  return word;
}

}  // namespace

ProviderName find_provider(std::string_view word) {
  std::array<char, 32> folded;
  std::size_t size = 0;
  for (const char c : word) {
    if (!is(c, kAlnum)) continue;
    if (size == folded.size()) return ProviderName::none;
    folded[size++] = lower(c);
  }
  if (size < 3) return ProviderName::none;
  const std::string_view name = without_ending({folded.data(), size});
  if (holds(kDistinct, name)) return ProviderName::distinct;
  return holds(kPlain, name) ? ProviderName::plain : ProviderName::none;
}

bool names_distinct_provider(std::string_view phrase) {
  for (std::size_t i = 0; i < phrase.size();) {
    std::size_t end = i;
    while (end < phrase.size() && is(phrase[end], kAlnum)) ++end;
    if (find_provider(phrase.substr(i, end - i)) == ProviderName::distinct) return true;
    i = end + 1;
  }
  return false;
}

}  // namespace trace::sanitize
