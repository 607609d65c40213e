#include "sanitize/providers.h"

#include "sanitize/bytes.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace trace::sanitize {
namespace {

// data table: sorted; all lower case, letters and digits only.
// clang-format off
constexpr std::string_view kDistinct[] = {
    "abstractapi", "abuseipdb", "abyssale", "accuweather", "adafruit", "adobe", "adzuna",
    "aeroworkflow", "aftership", "agencyzoom", "agora", "agoraio", "airbrake",
    "airbrakeprojectkey", "aircall", "airship", "airtable", "airtableoauth", "aiven", "alchemy",
    "aleph", "alephalpha", "aletheiaapi", "algolia", "alienvault", "allsports", "alphavantage",
    "amadeus", "ambee", "amplitude", "anthropic", "anypoint", "apacta", "api2cart", "apideck",
    "apiflash", "apifonica", "apify", "apilayer", "apimatic", "apimetrics", "apimo",
    "apitemplate", "appcues", "appfollow", "appointedd", "appoptics", "appsynergy", "apptivo",
    "apptuit", "artifactory", "artsy", "asana", "asanaoauth", "assemblyai", "atera", "auth0",
    "autodesk", "autoklose", "avalara", "aviationstack", "axonaut", "aylien", "ayrshare",
    "backblaze", "baichuan", "bandwidth", "bannerbear", "baremetrics", "beamer", "beebole",
    "besnappy", "besttime", "betterstack", "billomat", "bitbar", "bitcoinaverage", "bitfinex",
    "bitly", "bitmex", "bitmovin", "bitrise", "bittrex", "blablabus", "blazemeter", "blitapp",
    "blocknative", "blogger", "blynk", "bombbomb", "boostnote", "borgbase", "botbakery",
    "botpress", "braintree", "brandfetch", "brevo", "brightcove", "browserstack", "browshot",
    "bscscan", "budibase", "bugherd", "bugsnag", "bulbul", "bulksms", "bunnycdn", "buttercms",
    "caflou", "calendarific", "calendly", "callfire", "callrail", "calorieninja",
    "campaignmonitor", "campayn", "cannyio", "capsulecrm", "captaindata", "carboninterface",
    "caspio", "cctestreporterid", "censys", "centralstationcrm", "cerebras", "cexio", "chartmogul", "chatfuel",
    "chatwoot", "checio", "checkio", "checkmarx", "checkvist", "civo", "clarifai", "clearbit",
    "clickatell", "clickhelp", "clicksend", "clicktime", "clickup", "cliengo", "clinchpad",
    "clockify", "clockworksms", "closecrm", "cloudconvert", "cloudelements", "cloudflare",
    "cloudimage", "cloudinary", "cloudmersive", "cloudplan", "cloudsight", "cloudsmith",
    "cloudways", "cloverly", "clubspeed", "clustdoc", "codacy", "codeclimate", "codemagic",
    "codequiry", "cohere", "coinapi", "coinbase", "coindesk", "coingecko", "coinlayer",
    "coinlib", "coinmarketcap", "collect2", "commercejs", "companyhub", "confluent",
    "contentful", "convertapi", "convertkit", "convier", "coreweave", "couchbase",
    "countrylayer", "coveralls", "craftmypdf", "crisp", "cronitor", "crossbrowsertesting",
    "crowdin", "cryptocompare", "currencyfreaks", "currencylayer", "currencyscoop",
    "customerguru", "customerio", "d7network", "dailyapi", "dailyco", "dareboost", "dashscope",
    "databox", "databricks", "datadog", "datagov", "debounce", "deepai", "deepgram",
    "deepinfra", "deepl", "deepseek", "delighted", "deputy", "detectify", "detectlanguage",
    "dfuse", "dialogflow", "dialpad", "diffbot", "diggernaut", "digicert", "disqus", "dnscheck",
    "dnsimple", "docparser", "documo", "docusign", "doppler", "dotdigital", "dovico", "drift",
    "dronahq", "droneci", "droplr", "duply", "dwolla", "dynalist", "dyspatch",
    "eagleeyenetworks", "easyinsight", "easyship", "ecostruxure", "edamam", "edenai",
    "eightxeight", "elasticemail", "elevenlabs", "emailoctopus", "enablex", "endorlabs",
    "etherscan", "ethplorer", "etsy", "eventbrite", "everhour", "evervault", "exaai",
    "exchangerateapi", "exchangeratesapi", "exoscale", "exportsdk", "extractorapi",
    "faceplusplus", "fastforex", "fastly", "fastspring", "feedier", "feedly", "fetchrss",
    "fibery", "fiblary", "figma", "fileio", "filestack", "finage", "findl", "finicity",
    "finnhub", "fireworksai", "fixerio", "flatio", "fleetbase", "flexport", "flickr",
    "flightapi", "flightstats", "flowflu", "flutterwave", "formbucket", "formcraft", "formio",
    "formspree", "foursquare", "frameio", "freshbooks", "freshchat", "freshdesk",
    "freshservice", "fulcrum", "fullstory", "fxmarket", "gandi", "geckoboard", "geoapify",
    "geocodify", "geocodio", "geoipifi", "getemail", "getemails", "getgeoapi", "getgist",
    "getresponse", "getsandbox", "gitter", "gladly", "glassfrog", "glassnode", "glitterlyapi",
    "globalgiving", "gocanvas", "gocardless", "godaddy", "goodday", "goodreads", "gorgias",
    "grafana", "graphcms", "graphhopper", "groovehq", "groq", "gtmetrix", "guardianapi",
    "gumroad", "gupshup", "gyazo", "happyscribe", "heatmapapi", "helicone", "hellosign",
    "helpcrunch", "helpscout", "helpshift", "hereapi", "hetzner", "heyzine", "hiveage",
    "holidayapi", "honeybadger", "honeycomb", "html2pdf", "hubspot", "huggingface", "hundredms",
    "hunyuan", "hybiscus", "hyperbolic", "hypertrack", "iconfinder", "iconik", "iexapis",
    "iexcloud", "imagekit", "imagga", "imgbb", "imgix", "imgur", "influxdb", "infobip",
    "infracost", "infura", "insightly", "instabot", "integromat", "interseller", "intrinio",
    "invoiceocean", "ip2location", "ipapi", "ipdata", "ipgeolocation", "ipify", "ipinfo",
    "ipinfodb", "ipquality", "ipstack", "iterable", "jiratoken", "jotform", "jumpcloud",
    "jupiterone", "jwplayer", "kairosio", "kaleidoio", "kaleyra", "kanbantool", "karmacrm",
    "keenio", "keycdn", "kickbox", "klaviyo", "klipfolio", "knapsackpro", "kontent", "kraken",
    "kucoin", "kustomer", "kylas", "ladesk", "lambdalabs", "landbot", "langfuse", "langsmith",
    "languagelayer", "lastfm", "launchdarkly", "leadfeeder", "lemlist", "lemonsqueezy",
    "lendflow", "lessannoyingcrm", "lexigram", "ligato", "lightspeed", "linenotify",
    "linkpreview", "linode", "liveagent", "liveblocks", "livechat", "livekit", "livestorm",
    "locationiq", "loggly", "loginradius", "lokalise", "loyverse", "lunchmoney", "madkudu",
    "magicbell", "mailboxlayer", "mailchimp", "mailerlite", "mailgun", "mailjet", "mailjetsms",
    "mailmodo", "mailsac", "mailtrap", "mandrill", "manychat", "mapbox", "mapquest", "marketo",
    "marketstack", "mattermost", "mavenlink", "maxmind", "mediastack", "meistertask", "meraki",
    "mesibo", "messagebird", "messagemedia", "metaapi", "metabase", "metrilo", "mindmeister",
    "minimax", "mistralai", "mixmax", "mixpanel", "mockaroo", "modalai", "monkeylearn",
    "moonclerk", "moonshot", "moosend", "moralis", "movingpackets", "mrticktock", "muxtoken",
    "myexperiment", "myfreshworks", "myintervals", "namecheap", "nasdaqdatalink", "neonapi",
    "nethunt", "netlify", "neutrinoapi", "newrelic", "newsapi", "newscatcher", "nexmo",
    "nftport", "ngrok", "nicereply", "nightfall", "notion", "novita", "nozbe", "nozbeteams",
    "numlookupapi", "numverify", "nutritionix", "nvidia", "nylas", "nytimes", "oanda", "okta",
    "olark", "omnisend", "onbuka", "onedesk", "onelogin", "onepagecrm", "onesignal", "onfleet",
    "onwater", "oopspam", "openaq", "opencage", "openphone", "openpipe", "openrouter", "openuv",
    "openweather", "openweathermap", "opsgenie", "optimizely", "overloop", "ovh", "owlbot",
    "packagecloud", "packetstream", "pagarme", "pagerduty", "pandadoc", "pandascore",
    "paperform", "papyrs", "paralleldots", "parsehub", "parseur", "partnerstack", "passbase",
    "passkit", "pastebin", "payhere", "paymoapp", "paymongo", "paypal", "paystack", "pdflayer",
    "pdfmonkey", "pdfshift", "peopledatalabs", "peopleforce", "pepipost", "perplexity",
    "phraseaccesstoken", "phraseapp", "pinata", "pipedream", "pipedrive", "pipefy",
    "pivotaltracker", "pixabay", "pixela", "plaid", "plaidkey", "planday", "planhat",
    "planview", "planyo", "plivo", "podio", "pollsapi", "poloniex", "porkbun", "portainer",
    "positionstack", "postageapp", "posthog", "postmark", "powrbot", "prismic", "prodpad",
    "productboard", "prospectcrm", "prospectio", "protocolsio", "proxycrawl", "pubnub",
    "pulumi", "purestake", "pushbullet", "pusher", "pushover", "qase", "qianfan", "quaderno",
    "qualaroo", "qualtrics", "qubole", "quickmetrics", "rapidapi", "rasa", "rawg", "razorpay",
    "reachmail", "reallysimplesystems", "rebrandly", "recaptcha", "redislabs", "redmine",
    "refersion", "refiner", "rentman", "repairdesk", "repairshopr", "replicate", "replicateapi",
    "replyio", "requestbin", "requestfinance", "rescuetime", "respondio", "restpack",
    "restpackapi", "revampcrm", "rightsignature", "ringcentral", "ringover", "ritekit",
    "rocketreach", "rockset", "rollbar", "roninapp", "route4me", "rownd", "runpod", "runrunit",
    "runscope", "salesblink", "salescookie", "salesflare", "salesforce", "salesloft",
    "salesmate", "sambanova", "satismeter", "saucelabs", "scaleway", "scalewayapi", "scalyr",
    "scanii", "scrapeowl", "scraperapi", "scraperbox", "scrapersite", "scrapestack", "scrapfly",
    "scrapingant", "scrapingbee", "screenshotapi", "screenshotlayer", "scrutinizer", "seatgeek",
    "securitytrails", "selectpdf", "sellfy", "sematext", "sendbird", "sendbirdorganizationapi",
    "sendgrid", "sendinblue", "sendpulse", "sermonaudio", "serpapi", "serpdog", "serper",
    "serphouse", "serpstack", "sheety", "sherpadesk", "shipday", "shipengine", "shiphero",
    "shippo", "shipstation", "shodan", "shodankey", "shopify", "shortio", "shotstack",
    "shutterstock", "signable", "signaturit", "signupgenius", "sigopt", "siliconflow", "simfin",
    "simplesat", "simplynoted", "simplyrets", "simvoly", "sinch", "sinchmessage", "sirv",
    "siteimprove", "siteleaf", "skrapp", "skybiometry", "skyscanner", "slackwebhook",
    "slicktext", "smartsheets", "smartystreets", "smsapi", "smsglobal", "smugmug", "snipcart",
    "snyk", "softlayer", "sonarcloud", "sourcegraph", "sparkcrm", "sparkpost", "speechtextai",
    "spendesk", "splunk", "spoonacular", "sportradar", "sportsmonk", "spotify", "spotinst",
    "sqreen", "squarespace", "sslmate", "stabilityai", "stackhawk", "stackoverflow",
    "statuscake", "statuspage", "stitchdata", "stockdata", "storecove", "stormboard",
    "stormglass", "storyblok", "strava", "stripo", "stytch", "sugarcrm", "sugester",
    "sumologic", "supernotes", "surveybot", "surveymonkey", "surveysparrow", "survicate",
    "swiftype", "taboola", "tailscale", "talkjs", "tallyfy", "tatum", "tatumio", "tavily",
    "tawk", "taxjar", "teachable", "teamcity", "teamgate", "teamworkcrm", "teamworkdesk",
    "teamworkspaces", "technicalanalysisapi", "tefter", "telegrambottoken", "telesign",
    "teletype", "telnyx", "tenantcloud", "text2data", "textbelt", "textlocal", "textmagic",
    "textrazor", "thegraph", "theoddsapi", "thingsboard", "thinkific", "thousandeyes",
    "ticketmaster", "tickettailor", "tidio", "tiingo", "timecamp", "timezoneapi", "timezonedb",
    "tineswebhook", "tinypng", "tmetric", "todoist", "togetherai", "toggl", "tomorrowio",
    "tomtom", "totango", "tradier", "trafft", "transferwise", "transloadit", "travelpayouts",
    "travisci", "trello", "trelloapikey", "tripwire", "truenas", "tumblr", "twelvedata",
    "twilio", "twiliosid", "twitch", "tyk", "tyntec", "typeform", "uberduck", "ubidots",
    "uclassify", "unbounce", "unifyid", "unkey", "unplugg", "unsplash", "upcdatabase",
    "upcloud", "uplead", "uploadcare", "uploadthing", "uptimerobot", "upwave", "urlscan",
    "usebouncer", "userflow", "userlike", "userstack", "uservoice", "valtown", "vastai",
    "vatcheck", "vatlayer", "vbout", "vdocipher", "veevavault", "vercel", "verimail",
    "veriphone", "versioneye", "viewneo", "vimeo", "virustotal", "visitorqueue",
    "visualcrossing", "voiceflowapi", "voicegain", "volcengine", "voluum", "vonage",
    "voodoosms", "vouchery", "voyageai", "vpnapi", "vultr", "vyte", "wakatime", "walkscore",
    "wandb", "wasabi", "wati", "watsonx", "weatherbit", "weatherstack", "webflow", "webscraper",
    "webscraping", "weightsandbiases", "wepay", "whoxy", "wistia", "witai", "woocommerce",
    "workstack", "worldcoinindex", "worldweather", "wrapapi", "wrike", "writerai", "yandex",
    "yelp", "yext", "youneedabudget", "yousign", "ytel", "zapier", "zapsign", "zendesk",
    "zenkit", "zenrows", "zenscrape", "zenserp", "zeplin", "zerobounce", "zerotier", "zhipu",
    "zillow", "zipapi", "zipbooks", "zipcodeapi", "zixflow", "zoho", "zohodesk", "zonka",
    "zulip", "zuora",
};

constexpr std::string_view kPlain[] = {
    "adyen", "aha", "amazon", "apple", "atlassian", "aws", "azure", "bitbucket", "box",
    "chatbot", "cicero", "circleci", "coda", "column", "copper", "courier", "currents", "daily",
    "dandelion", "dart", "digitalocean", "discord", "ditto", "dropbox", "dtrack", "dynatrace",
    "elastic", "enigma", "eraser", "facebook", "firebase", "fixer", "flat", "fly", "front",
    "gengo", "gist", "github", "gitlab", "google", "gradle", "guru", "happi", "harvest",
    "heroku", "hive", "holistic", "humanity", "hunter", "impact", "impala", "intercom",
    "jenkins", "jira", "juro", "kafka", "kagi", "kaleido", "kanban", "karma", "keygen",
    "kibana", "kubernetes", "latitude", "lawson", "linear", "linkedin", "lob", "luno",
    "mailchannels", "marvel", "microsoft", "mite", "mongodb", "mux", "mysql", "nasa", "neon",
    "netlifyapi", "noticeable", "npm", "nuget", "openai", "orbit", "outreach", "owm",
    "percolate", "percy", "pipl", "pivotal", "pixel", "planetscale", "planhq", "polygon",
    "postgres", "privacy", "prospect", "pyowm", "rabbitmq", "railway", "raven", "readme",
    "recharge", "redis", "render", "reply", "rev", "revup", "robinhood", "segment", "sentry",
    "shortcut", "slack", "smooch", "snov", "snowflake", "sonar", "sonarqube", "spectral",
    "square", "stripe", "supabase", "surge", "svix", "swell", "teams", "telegram", "tenor",
    "terraform", "timely", "tly", "truora", "turso", "twist", "twitter", "upstash", "vault",
    "vero", "webex", "wit", "wix", "workable", "xata", "xero", "zoom",
};
// clang-format on

// Which lengths the names have that begin with three given bytes.
constexpr std::size_t head_of(std::string_view word) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(word[i]) & 31U; };
  return (byte(0) * 32 + byte(1)) ^ (byte(2) * 9);
}

constexpr std::array<std::uint32_t, 1024> make_lengths() {
  std::array<std::uint32_t, 1024> lengths{};
  for (const std::string_view word : kDistinct) lengths[head_of(word)] |= 1U << (word.size() & 31U);
  for (const std::string_view word : kPlain) lengths[head_of(word)] |= 1U << (word.size() & 31U);
  return lengths;
}
constexpr std::array<std::uint32_t, 1024> kLengths = make_lengths();

template <typename List>
bool holds(const List& list, std::string_view word) {
  return std::binary_search(std::begin(list), std::end(list), word);
}

std::string_view without_ending(std::string_view word) {
  static constexpr std::string_view kEndings[] = {
      "clientid", "accesstoken", "secretkey", "secrettoken", "privatekey",
      "apikey",   "apitoken",    "token",     "key",         "secret",
      "access",   "private",     "api",       "client",      "account"};
  const auto fits = [&](std::string_view ending) {
    return word.size() > ending.size() + 2 && word.ends_with(ending);
  };
  for (int i = 0; i < 2; ++i) {
    const auto ending = std::find_if(std::begin(kEndings), std::end(kEndings), fits);
    if (ending == std::end(kEndings)) break;
    word.remove_suffix(ending->size());
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
  if ((kLengths[head_of(name)] >> (name.size() & 31U) & 1) == 0) return ProviderName::none;
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
