/**
 * Passwords that stand at the top of every published list of leaked ones, in lower case. Only those of eight
 * characters or more: shorter ones are refused for their length. Kept as text, so that a diff shows what was added.
 */
const list = `
!qaz2wsx 00000000 000000000 0000000000 01010101 01234567 0123456789 0987654321 0okm9ijn 10101010 1010101010
11111111 111111111 1111111111 11112222 1111aaaa 1111qqqq 11223344 1122334455 112233445566 12121212 1212121212
123123123 123123123123 123123456 123321123 12341234 12344321 123454321 123456123 12345678 123456781 123456788
123456789 1234567890 12345678910 1234567899 123456789a 123456789q 123456789z 12345678a 12345678q 12345679
123456aa 123456ab 123456abc 123456qwe 123456qwerty 12345abc 12345qwert 1234abcd 1234qwer 1234qwerty 123abc123
123password 123qwe123 123qwe456 123qweasd 123qweasdzxc 13579246 135792468 1357924680 147147147 147258369
147852369 159159159 159357123 159753159 18atcskd2w 19841984 1a2b3c4d 1a2b3c4d5e 1g2w3e4r 1password 1q2w3e4r
1q2w3e4r! 1q2w3e4r5t 1q2w3e4r5t6y 1qaz!qaz 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 1qw23er4 1w2q3r4e 20002000 20012001
20202020 20222022 20232023 20242024 20252025 22222222 222222222 2468013579 246813579 258258258 27182818 31415926
3141592654 321321321 33333333 333333333 369369369 3rjs1la7qe 42424242 44444444 456456456 456789123 5201314520
55555555 555555555 66666666 666666666 69696969 741852741 741852963 77777777 777777777 77777777a 789456123
7894561230 789789789 87654321 88888888 888888888 963852741 98765432 987654321 9876543210 99999999 999999999
a1234567 a12345678 a123456789 a1b2c3d4 a1b2c3d4e5 aa123456 aa12345678 aa123456789 aaa111aaa aaaa1111 aaaaaaaa
aaaaaaaaa aaaaaaaaaa abababab abc12345 abc123456 abc123456789 abc123abc abcabcabc abcd1234 abcd12345 abcdefg1
abcdefg123 abcdefgh abcdefghi access123 access14 admin123 admin123! admin1234 admin12345 admin123456 admin2020
admin2023 admin2024 admin@123 adminadmin administrator administrator1 alejandra alejandro alexander alexander1
alexandra alexis123 america1 american americano andrew12 andrew123 anthony1 anthony123 anything1 apple123
apple1234 arsenal1 arsenal12 arsenal123 as123456 asasasas asd12345 asd123456 asd123asd asdasdasd asdf1234
asdf12345 asdfasdf asdfasdf1 asdfg123 asdfgh123 asdfghjk asdfghjkl asdfghjkl1 asdfqwer asdqwe123 ashley12
ashley123 assalamualaikum asshole1 austin316 australia autumn2023 autumn2024 autumn2025 azerty123 azerty12345
azertyui azertyuiop babyboy1 babyboy123 babygirl babygirl1 babygirl12 babygirl123 babygirl2 badboy123 badgirl1
bailey12 bailey123 banana123 bangladesh bank1234 bankbank barcelona barcelona1 baseball baseball1 baseball12
basketball basketball1 batman123 beautiful beautiful1 benjamin benjamin1 bestfriend bigdaddy bigdaddy1 bismillah
bitch123 blessed1 blessing1 blessings blink182 blueberry bonjour1 bonjour123 brandon1 brandon123 brittany
brittany1 brother1 bullshit bullshit1 business business1 buster123 buttercup butterfly butterfly1 butterfly2
california california1 cameron1 carolina carolina1 caroline caroline1 cash1234 catherine champion champion1
champions changeit123 changeme changeme! changeme1 changeme123 changethis charlie1 charlie123 charlie2 cheese123
chelsea1 chelsea123 cherokee cheyenne chicago1 chicago123 chocolate chocolate1 chocolate2 christian christian1
christina christine christmas christmas1 christopher company1 company123 computer computer1 computer123
contrasena contraseña cookie123 cookies1 corvette courtney courtney1 cowboys1 cristina cupcake1 cupcake123
daddy123 daniel12 daniel123 danielle danielle1 darkness darkside december december1 default1 default123 demo1234
demodemo deutschland diamond1 diamond123 doggy123 dolphin1 dolphin123 dolphins dolphins1 doraemon doudou123
dragon12 dragon123 dragon69 dragonball dragonball1 drowssap eagles123 elephant elephant1 elizabeth elizabeth1
eminem123 enterprise estrella everything example1 example123 facebook facebook1 facebook123 falcon123 familia1
family123 father123 february fernando ferrari1 florin123 florinbank flower12 flower123 football football1
football10 football12 football123 forever1 forever21 foreverlove fortnite fortnite1 francesco francisco freedom1
freedom123 friday123 friday13 friends1 friends123 frodo123 fuckoff1 fuckyou! fuckyou1 fuckyou123 fuckyou2
fuckyou69 g_czechout gabriel1 gabriela gabriella gandalf1 ganesh123 gangsta1 gangster germany1 gfhjkm123
ginger12 ginger123 godisgood godisgood1 godislove godzilla godzilla1 goodbye1 goodluck goodluck1 google123
gorgeous gorgeous1 grandma1 green123 greenday greenday1 guest123 guest1234 guitar12 guitar123 hacker12 hacker123
hackme123 hallo123 hallo1234 hallohallo handsome happiness happy123 happy1234 happyday hello123 hello1234
hello12345 hellohello hellokitty helloworld heythere1 hobbit123 hockey123 honeybee hunter12 hunter123 hurricane
ihatelove ihateyou ihateyou1 iloveher ilovehim iloveme1 iloveme123 iloveu123 iloveyou iloveyou! iloveyou1
iloveyou12 iloveyou123 iloveyou2 iloveyou22 iloveyou3 india123 india1234 indonesia indonesia1 instagram internet
internet1 internet123 isabella isabella1 january1 january123 jennifer jennifer1 jessica1 jessica123 jesus123
jesus4ever jesuschrist jesusislord johncena johncena1 jonathan jonathan1 jordan123 jordan23 jordan23! joshua12
joshua123 juventus katherine killer12 killer123 kimberly kimberly1 kitty123 kittycat kittykat krishna1
krishna123 lakers123 lakers24 legolas1 leonardo leonardo1 letmein! letmein1 letmein12 letmein123 letmeinn
letmeinnow liberty1 lightning lion1234 liverpool liverpool1 liverpool123 lkjhgfdsa login123 login1234 lollipop
lollipop1 london123 londres1 loulou123 loveforever lovelove lovely123 loveme123 loveyou1 loveyou2 lucky123
lucky1234 lucky777 maggie123 malaysia mama1234 mamapapa manager1 manager123 manchester manunited manutd123
margaret mariomario mariposa mariposa1 marshmallow master12 master123 masterkey matrix123 matthew1 maverick
maverick1 mercedes mercedes1 metallica metallica1 michael1 michael123 michelle michelle1 midnight midnight1
million1 minecraft minecraft1 minecraft123 mnbvcxz1 mommy123 monday123 money123 money1234 moneymoney monkey12
monkey123 monkey1234 monster1 monster123 moonlight motdepasse mother123 mountain mountain1 mustang1 mustang123
myfamily mylove123 mypassword mypassword1 naruto12 naruto123 natalie1 natasha1 nathan123 newpassword newyork1
newyork123 nicole12 nicole123 nintendo nirvana1 nologin1 nopass123 nopassword nothing1 nothing123 november
november1 october1 october10 office123 office365 onepiece opensesame orange123 p@ssw0rd p@ssw0rd! p@ssw0rd1
p@ssword p@ssword1 pa$$w0rd pa$$word pakistan pakistan1 pakistan123 panther1 panthers passpass passw0rd
passw0rd! passw0rd1 passw0rd123 password password! password. password0 password01 password1 password1!
password10 password11 password12 password12! password123 password1234 password12345 password123456 password13
password2 password2020 password2021 password2022 password2023 password2024 password2025 password2026 password21
password22 password23 password3 password321 password4 password5 password6 password69 password7 password8
password9 password99 password? password_ passwordpassword passwords passwort passwort1 passwort123 patricia
patrick1 patrick123 patriots pepper123 phoenix1 phoenix123 pikachu1 pikachu123 pineapple playboy1 playboy123
playstation plokijuh poiu0987 poiuytrewq pokemon12 pokemon123 porsche1 porsche911 portugal precious precious1
princess princess1 princess12 princess123 princess2 pumpkin1 pumpkin123 puppies1 purple12 purple123 pussy123
q12345678 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qaz123wsx qazqazqaz qazwsx123 qazwsxedc qazwsxedcrfv qazxswedc
qq123456 qq123456789 qqqqqqqq qwaszx12 qwe12345 qwe123456 qweasdzxc qweasdzxc123 qweqweqwe qwer1234 qwer12345
qwerqwer qwert123 qwert1234 qwert12345 qwerty00 qwerty01 qwerty1! qwerty11 qwerty12 qwerty123 qwerty1234
qwerty12345 qwerty123456 qwerty21 qwerty22 qwerty77 qwerty7890 qwerty99 qwertyqwerty qwertyui qwertyuio
qwertyuiop qwertyuiop123 raiders1 rainbow1 rainbow12 rainbow123 raspberry realmadrid redskins remember remember1
robert12 robert123 roblox123 rockstar rockstar1 rockyou1 root1234 root12345 rootroot sairam123 samantha
samantha1 sample123 samsung1 samsung123 santiago sasuke123 savannah savannah1 scarlett schalke04 schatz123
scooby123 sebastian sebastian1 secret12 secret123 secret1234 security security1 security123 september september1
service1 sexsexsex sexy1234 sexy12345 shadow12 shadow123 shithead silver123 sisters1 skywalker slipknot
slipknot1 slipknot666 snoopy123 snowball snowball1 snowflake soccer10 soccer12 soccer123 softball soleil123
something something1 sommer123 spiderman spiderman1 spring2023 spring2024 spring2025 spring2026 stargate
starlight startrek starwars starwars1 starwars123 steelers steelers1 stephanie stephen1 stonecold strawberry
strawberry1 summer01 summer12 summer123 summer2020 summer2021 summer2022 summer2023 summer2024 summer2025
summer2026 sunday123 sunflower sunflower1 sunshine sunshine1 sunshine123 sunshine2 superman superman1
superman123 support1 support123 sweetheart sweetie1 sweetpea sweetpea1 teamo123 teddybear teddybear1 temp1234
temp12345 temporal123 temporary temppass tequiero tequiero1 terminator test1234 test12345 test123456 test@123
tester123 testing1 testing123 testtest testtest1 thepassword thomas12 thomas123 thunder1 thunder123 tiger123
tigers123 tigger12 tigger123 together toor1234 topsecret tornado1 trewq123 truelove trustno1 trustno1!
undertaker user1234 user12345 username username1 valentina vanessa1 veronica veronica1 victoria victoria1
victory1 volleyball warcraft warcraft1 warrior1 warriors watermelon welcome01 welcome1 welcome1! welcome12
welcome123 welcome1234 welcome2 welcome2023 welcome2024 welcome2025 welcome2026 whatever whatever1 whatever123
whatever2 winter12 winter123 winter2020 winter2021 winter2022 winter2023 winter2024 winter2025 winter2026
woaini1314 woaini520 wrestling wsxedcrfv ww123456 xx123456 xxxxxxxx yankees1 yankees2 yellow123 yourpassword
youtube1 youtube123 z12345678 zag12wsx zaq12wsx zaq1xsw2 zaq1zaq1 zaqwsxcde zeldazelda zxc123456 zxc123zxc
zxcv1234 zxcvb123 zxcvbn123 zxcvbnm, zxcvbnm,. zxcvbnm1 zxcvbnm123 zxcvzxcv zz123456 zzzzzzzz
`;

/** The common passwords, in lower case. */
export const commonPasswords: ReadonlySet<string> = new Set(list.trim().split(/\s+/u));
